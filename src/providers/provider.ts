import type { Classified } from '../domain/consent';
import type { MessageState, VerdictKind } from '../domain/delivery';

/** A text of ours for a provider. Numbers are E.164; `statusCallbackUrl` carries our message id. */
export interface OutboundText {
  from: string;
  to: string;
  body: string;
  statusCallbackUrl: string;
}

/** What an attempt to send came to, with the provider's own words for it. */
export interface Verdict {
  kind: VerdictKind;
  providerMessageId: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  /** It was refused because the lead opted out at the provider. */
  optedOut?: boolean;
}

/** A webhook request as it arrived: nothing parsed, nothing trusted. */
export interface WebhookRequest {
  /** The address as the provider called it: PUBLIC_URL, path and query, with its original escaping. */
  url: string;
  rawBody: Buffer;
  /** Header names in lower case. */
  headers: Record<string, string | undefined>;
}

/** What a provider's webhook tells. */
export type WebhookEvent =
  | {
      type: 'inbound';
      providerMessageId: string;
      from: string;
      to: string;
      body: string;
      /** What the provider took the text for and has answered itself, where it says so. */
      takenFor?: Classified;
    }
  | {
      type: 'report';
      providerMessageId: string;
      status: string;
      /** What the status means for us; null for one that tells nothing new. */
      state: MessageState | null;
      errorCode: string | null;
      errorMessage: string | null;
      /** It failed because the lead opted out at the provider. */
      optedOut?: boolean;
    };

/** A text that a provider's list shows, for settling an unclear send. */
export interface ListedText {
  providerMessageId: string;
  state: MessageState;
  errorCode: string | null;
}

/** Something that is wrong with an account, or good to know about it: a code, and words for people. Never a secret. */
export interface Finding {
  code: string;
  message: string;
}

/** A number that an account has at its provider. */
export interface AccountNumber {
  /** E.164. */
  phoneNumber: string;
  /** What people called it there; may be empty. */
  friendlyName: string;
  smsCapable: boolean;
  /** Where the provider POSTs the texts that come to it; null: nowhere, or in another way than ours. */
  smsUrl: string | null;
}

/** An account's numbers, or why they could not be read. `complete` is false where it has more than are ever read. */
export type AccountNumbers =
  | { ok: true; numbers: AccountNumber[]; complete: boolean }
  | { ok: false; finding: Finding };

/** A lead's text as a provider's list shows it. */
export interface ListedInbound {
  providerMessageId: string;
  from: string;
  to: string;
  body: string;
  /** When the provider got it; milliseconds since 1970. Texts of one second are a millisecond apart, in the provider's order. */
  writtenAt: number;
}

/**
 * Texts that came to one of our numbers, oldest first, or why they could not be read. `complete` is false where there are
 * more than are ever read at once; the oldest are missing then. `throttled`: the provider wants fewer requests.
 */
export type InboundList =
  | { ok: true; texts: ListedInbound[]; complete: boolean }
  | { ok: false; finding: Finding; throttled: boolean };

/**
 * One SMS provider with one account. It translates and does no I/O of its own: what it sends goes through the `HttpCall` it
 * was made with. A new provider is one file, one entry in `registry.ts`, and one file of cases for the contract suite.
 */
export interface Provider {
  readonly name: string;
  /** Whether it answers such a text (STOP, HELP) itself, by its own default. */
  answersKeyword(body: string): boolean;
  /** Hands a text over. Never throws for what the provider or the network does: that is a verdict. */
  send(text: OutboundText): Promise<Verdict>;
  /**
   * Looks for a text at the provider, by its pair of numbers, its body and the time of the attempt.
   * @param since milliseconds since 1970; a little earlier is asked for, as clocks differ
   * @returns the oldest text that fits and is not in `known`, or null
   * @throws HttpFailure or Error when the provider cannot be asked
   */
  find(text: OutboundText, since: number, known: ReadonlySet<string>): Promise<ListedText | null>;
  /** Whether the webhook's signature is right: it comes from the provider, about this account. */
  verify(webhook: WebhookRequest): boolean;
  /** What a verified webhook tells; null when it is not one we understand. */
  events(webhook: WebhookRequest): WebhookEvent | null;
  /**
   * Asks the provider about the account. `ok`: texts can be sent through it; there may be findings all the same.
   * Never throws for what the provider or the network does: that is a finding.
   */
  checkAccount(): Promise<{ ok: boolean; findings: Finding[] }>;
  /** The account's numbers, all pages of them up to a bound. Never throws for what the provider or the network does. */
  listNumbers(): Promise<AccountNumbers>;
  /**
   * The texts that came to a number of the account, all pages of them up to a bound. Never throws for what the provider or
   * the network does.
   * @param since milliseconds since 1970; the whole second is included
   * @param until likewise
   */
  listInbound(ourNumber: string, since: number, until: number): Promise<InboundList>;
  /** What a webhook is answered with. */
  readonly acknowledgement: { status: number; contentType: string; body: string };
}
