import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Accounts, numberOf } from './accounts';
import { phoneNumber } from './faults';
import { type CarrierMessage, newMessageSid } from './messages';
import type { OptOuts } from './opt-outs';
import type { Form } from './record';
import { segmentCount } from './segments';
import type { CarrierStore } from './store';
import type { Webhooks } from './webhooks';

/** What `POST /simulator/inbound` takes: a text that somebody writes on a phone. */
export const inboundSchema = z.strictObject({
  from: phoneNumber,
  to: phoneNumber,
  body: z.string().max(1_600),
  messageSid: z
    .string()
    .regex(/^(SM|MM)[0-9a-f]{32}$/, 'write SM and 32 hexadecimal digits')
    .optional(),
  /** How often the webhook is tried at most. Twilio's own default is one. */
  attempts: z.int().min(1).max(20).default(1),
  /** Set by Twilio where Advanced Opt-Out has already answered the text. */
  optOutType: z.enum(['STOP', 'START', 'HELP']).optional(),
});
export type InboundText = z.input<typeof inboundSchema>;

export interface InboundResult {
  messageSid: string;
  /** What the product's webhook answered in the end; null: it could not be reached. */
  webhookStatus: number | null;
  /** How many tries that took. */
  attempts: number;
}

/** Said when a message id comes again with another text: the id would then stand for two texts. */
export class ContradictionError extends Error {
  override name = 'ContradictionError';
}

/** The way of texts from phones to the product's inbound webhook. */
export class Inbound {
  constructor(
    private readonly accounts: Accounts,
    private readonly store: CarrierStore,
    private readonly webhooks: Webhooks,
    private readonly optOuts: OptOuts,
  ) {}

  /** @throws ContradictionError when the message id is known with other numbers or another text. */
  async text(input: InboundText): Promise<InboundResult> {
    const given = inboundSchema.parse(input);
    const message = this.keep(given);
    const account = this.accounts.of(message.accountSid);
    const result = await this.webhooks.deliver({
      authToken: account.authToken,
      url: numberOf(account, message.to)?.smsUrl ?? account.inboundUrl,
      form: this.formOf(message, given.optOutType),
      tries: given.attempts,
      headers: { 'i-twilio-idempotency-token': message.idempotencyToken ?? '' },
      onTry: (tried) => this.store.record({ type: 'inbound', messageSid: message.sid, ...tried }),
    });
    return { messageSid: message.sid, webhookStatus: result?.httpStatus ?? null, attempts: result?.attempt ?? 0 };
  }

  /** The text by its id, kept once however often it is delivered. */
  private keep({ from, to, body, messageSid, optOutType }: z.output<typeof inboundSchema>): CarrierMessage {
    const known = messageSid === undefined ? undefined : this.store.find(messageSid);
    if (known) {
      const same = known.direction === 'inbound' && known.from === from && known.to === to && known.body === body;
      if (!same) throw new ContradictionError('messageSid: already stands for another text');
      return known;
    }
    const now = new Date().toISOString();
    const message: CarrierMessage = {
      sid: messageSid ?? newMessageSid(),
      accountSid: this.accounts.ownerOf(to).accountSid,
      direction: 'inbound',
      from,
      to,
      body,
      status: 'received',
      errorCode: null,
      createdAt: now,
      updatedAt: now,
      sentAt: now,
      idempotencyToken: randomUUID(),
    };
    this.store.add(message);
    const { optOutHandling } = this.accounts.of(message.accountSid);
    const answer = optOutHandling ? this.optOuts.take(message, optOutType) : null;
    if (answer !== null) this.answer(message, answer);
    return message;
  }

  /** The carrier's own text to the phone: nobody sent it, and no webhook tells of it. */
  private answer({ accountSid, from, to }: CarrierMessage, body: string): void {
    const now = new Date().toISOString();
    this.store.add({
      ...{ sid: newMessageSid(), accountSid, direction: 'outbound-reply', from: to, to: from, body },
      ...{ status: 'delivered', errorCode: null, createdAt: now, updatedAt: now, sentAt: now },
    });
  }

  private formOf(message: CarrierMessage, optOutType: string | undefined): Form {
    return {
      ToCountry: countryOf(message.to),
      ToState: '',
      ToCity: '',
      ToZip: '',
      FromCountry: countryOf(message.from),
      FromState: '',
      FromCity: '',
      FromZip: '',
      SmsMessageSid: message.sid,
      SmsSid: message.sid,
      MessageSid: message.sid,
      SmsStatus: 'received',
      NumMedia: '0',
      NumSegments: String(segmentCount(message.body)),
      AccountSid: message.accountSid,
      From: message.from,
      To: message.to,
      Body: message.body,
      ApiVersion: '2010-04-01',
      ...(optOutType === undefined ? {} : { OptOutType: optOutType }),
    };
  }
}

/** Twilio leaves the field empty where it does not know; that is enough for numbers outside North America. */
function countryOf(number: string): string {
  return number.startsWith('+1') ? 'US' : '';
}
