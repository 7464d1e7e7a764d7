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
  | { type: 'inbound'; providerMessageId: string; from: string; to: string; body: string }
  | {
      type: 'report';
      providerMessageId: string;
      status: string;
      /** What the status means for us; null for one that tells nothing new. */
      state: MessageState | null;
      errorCode: string | null;
      errorMessage: string | null;
    };

/** A text that a provider's list shows, for settling an unclear send. */
export interface ListedText {
  providerMessageId: string;
  state: MessageState;
  errorCode: string | null;
}

/**
 * One SMS provider. It translates and does no I/O of its own: what it sends goes through the `HttpCall` it was made with.
 * A new provider is one file, one line in `registry.ts`, and one file of cases for the contract suite.
 */
export interface Provider {
  readonly name: string;
  /** Hands a text over. Never throws for what the provider or the network does: that is a verdict. */
  send(text: OutboundText): Promise<Verdict>;
  /**
   * Looks for a text at the provider, by its pair of numbers, its body and the time of the attempt.
   * @param since milliseconds since 1970; a little earlier is asked for, as clocks differ
   * @returns the oldest text that fits and is not in `known`, or null
   * @throws HttpFailure or Error when the provider cannot be asked
   */
  find(text: OutboundText, since: number, known: ReadonlySet<string>): Promise<ListedText | null>;
  /** Whether the webhook's signature is right. */
  verify(webhook: WebhookRequest): boolean;
  /** What a verified webhook tells; null when it is not one we understand. */
  events(webhook: WebhookRequest): WebhookEvent | null;
  /** What a webhook is answered with. */
  readonly acknowledgement: { status: number; contentType: string; body: string };
}
