/** What the stream and the answers of `/simulator` hold, and what the page makes of it. */

/** A text as a phone shows it: PhoneMessage of the carrier. */
export interface Text {
  messageSid: string;
  direction: 'to-phone' | 'from-phone';
  from: string;
  to: string;
  body: string;
  /** ISO 8601. */
  at: string;
  status: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'received';
  errorCode: number | null;
  segments: number;
  /** Of a text from the phone: what Parley's webhook answered last; null: unreachable; not there: no answer yet. */
  webhookStatus?: number | null;
}

/** A text that was written here and of which the carrier has not said that it has it. */
export interface Unsent {
  text: Text;
  /** Why it did not go; null: it is on its way. */
  problem: string | null;
}

export interface PhoneChoice {
  known: { name: string; phoneNumber: string }[];
  recent: string[];
  numbers: { phoneNumber: string; friendlyName: string }[];
}

export interface Fault {
  id: number;
  kind: string;
  times: number;
  /** How often it will still strike; null: until cleared. */
  remaining: number | null;
  to?: string;
  httpStatus?: number;
  code?: number;
  retryAfter?: number;
  taken?: boolean;
  ms?: number;
}

/** An entry of the carrier's record, without texts. */
export interface Note {
  seq: number;
  at: string;
  type: string;
  outcome?: string;
  httpStatus?: number | null;
  code?: number;
  status?: string;
  attempt?: number;
  faults?: string[];
  fault?: { kind: string };
}

/** Which phone is in the hand, and whom it texts. Empty: not chosen yet. */
export interface Place {
  phone: string;
  with: string;
}

export interface State extends Place {
  connection: 'connecting' | 'live' | 'lost';
  phones: PhoneChoice;
  /** Phones that were opened here by their number. */
  opened: string[];
  /** By message id. */
  texts: Map<string, Text>;
  unsent: Map<string, Unsent>;
  /** Texts that came while another conversation was open, by its key. */
  unread: Map<string, number>;
  faults: Fault[];
  /** Newest first. */
  notes: Note[];
  burst: boolean;
  /** Now, in ms: states that depend on how long ago something was are drawn from it. */
  now: number;
}
