import { randomBytes } from 'node:crypto';
import type { ReportFault } from './faults';
import { segmentCount } from './segments';

/** The statuses the simulator uses, a subset of Twilio's: `received` for inbound texts, the others for outbound ones. */
export type MessageStatus = 'queued' | 'sent' | 'delivered' | 'undelivered' | 'received';

/** One text as the carrier keeps it, in either direction. Times are ISO 8601. */
export interface CarrierMessage {
  sid: string;
  /** The account that sent it, or whose number it came to. */
  accountSid: string;
  /** `outbound-reply`: the carrier's own answer to a keyword. It is on the phone alone; no API lists it. */
  direction: 'outbound-api' | 'outbound-reply' | 'inbound';
  from: string;
  to: string;
  body: string;
  status: MessageStatus;
  errorCode: number | null;
  createdAt: string;
  updatedAt: string;
  sentAt: string | null;
  /** Where reports about an outbound text go, as its create named it. */
  statusCallback?: string;
  /** What was to go wrong with its reports, kept so that a restarted carrier goes on as it had begun. */
  reportFault?: ReportFault;
  /** Twilio's webhook token of an inbound text: the same on every delivery, so that receivers can tell a repeat. */
  idempotencyToken?: string;
  /** What the product's webhook answered last to an inbound text; null: it could not be reached. Read from the record. */
  webhookStatus?: number | null;
}

/** A text as the phone of the person it went to, or came from, shows it. */
export interface PhoneMessage {
  messageSid: string;
  direction: 'to-phone' | 'from-phone';
  from: string;
  to: string;
  body: string;
  at: string;
  status: MessageStatus;
  errorCode: number | null;
  segments: number;
  /** Of a text from the phone: what the product's webhook answered last; null: unreachable; not there: no answer yet. */
  webhookStatus?: number | null;
}

const PROGRESS: Record<MessageStatus, number> = { queued: 0, received: 1, sent: 1, delivered: 2, undelivered: 2 };

/** Whether `next` lies further on than `current`: what really happened to a text never goes back. */
export function isProgress(current: MessageStatus, next: MessageStatus): boolean {
  return PROGRESS[next] > PROGRESS[current];
}

/** A message id as Twilio makes them: SM and 32 hexadecimal digits. */
export function newMessageSid(): string {
  return `SM${randomBytes(16).toString('hex')}`;
}

export function onPhone(message: CarrierMessage): PhoneMessage {
  const { sid, from, to, body, createdAt, status, errorCode, webhookStatus } = message;
  const direction = message.direction === 'inbound' ? 'from-phone' : 'to-phone';
  const segments = segmentCount(body);
  const answered = webhookStatus === undefined ? {} : { webhookStatus };
  return { messageSid: sid, direction, from, to, body, at: createdAt, status, errorCode, segments, ...answered };
}

/** The number of the phone that shows a text, whichever way the text went. */
export function phoneOf({ direction, from, to }: CarrierMessage): string {
  return direction === 'inbound' ? from : to;
}
