import type { Fault } from './faults';

/** The form fields of a request, as they came. */
export type Form = Record<string, string>;

/** What became of one try to reach the product: an HTTP status, or null and the error's code where none was answered. */
export interface WebhookTry {
  url: string;
  attempt: number;
  httpStatus: number | null;
  error?: string;
}

/** What became of one request to create a message. `dropped-…` and `dark` were never answered. */
export interface CreateEntry {
  type: 'create';
  outcome: 'accepted' | 'refused' | 'dropped-before-accept' | 'dropped-after-accept' | 'dark';
  form: Form;
  /** Set exactly when the text was taken, whatever the caller was told. */
  messageSid?: string;
  httpStatus?: number;
  code?: number;
  /** The kinds of the faults that struck. */
  faults: Fault['kind'][];
}

/** One thing that happened at the carrier. */
export type RecordEntry =
  | CreateEntry
  | { type: 'lookup'; path: string; httpStatus: number | null }
  | ({ type: 'report'; messageSid: string; status: string } & WebhookTry)
  | ({ type: 'inbound'; messageSid: string } & WebhookTry)
  | { type: 'fault-set'; fault: Fault }
  | { type: 'fault-cleared'; id: number }
  | { type: 'faults-cleared' };

/** An entry with its place in the order of things; `seq` goes on over a restart where there is a data file. */
export type LogEntry = { seq: number; at: string } & RecordEntry;
