/**
 * What becomes of a text we send. `queued → sending → sent → delivered | undelivered`, or `failed`, `unconfirmed`
 * (may have been taken, no evidence either way), `withheld` (a rule forbade it). Before that `scheduled`, while it waits for
 * its time; a queued one becomes so again where it comes into quiet hours.
 */
export const MESSAGE_STATES = [
  'received',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'unconfirmed',
  'withheld',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** What an attempt to hand a text to a provider came to. */
export type VerdictKind =
  /** The provider took it. */
  | 'accepted'
  /** The provider said no, and would again. */
  | 'refused'
  /** It provably never reached the provider: may be tried again. */
  | 'not-taken'
  /** It may have been taken: never tried again blindly, settled by evidence. */
  | 'unclear';

const REPLACES: Record<MessageState, MessageState[]> = {
  received: [],
  scheduled: ['queued'], // only by a claim in quiet hours, which release_text takes back
  queued: ['sending'], // only by the verdict not-taken: the provider never had it, so it waits again
  sending: ['queued'],
  sent: ['scheduled', 'queued', 'sending', 'unconfirmed'],
  delivered: ['scheduled', 'queued', 'sending', 'sent', 'unconfirmed'],
  undelivered: ['scheduled', 'queued', 'sending', 'sent', 'unconfirmed'],
  failed: ['scheduled', 'queued', 'sending', 'sent', 'unconfirmed'],
  unconfirmed: ['sending'],
  withheld: ['scheduled', 'queued'],
};

/**
 * The states that `next` may replace. Reports come late, twice and out of order, so a state only moves forward: a late
 * "sent" is not in a delivered text's list and changes nothing. The SQL that writes a state takes this list as a
 * parameter, so the rule stands here alone.
 */
export function replacedBy(next: MessageState): readonly MessageState[] {
  return REPLACES[next];
}

/** The state a message has after an attempt's verdict; null where the verdict moves nothing (unclear). */
export function stateAfterVerdict(verdict: VerdictKind): MessageState | null {
  switch (verdict) {
    case 'accepted':
      return 'sent';
    case 'refused':
      return 'failed';
    case 'not-taken':
      return 'queued';
    case 'unclear':
      return null;
  }
}

/** What a person may decide about an unconfirmed text: that it arrived, or that it is sent again. */
export const DELIVERY_DECISIONS = ['arrived', 'send_again'] as const;
export type DeliveryDecision = (typeof DELIVERY_DECISIONS)[number];

/**
 * The state that a person's decision moves a text to, and the states that it may replace. Sending again is the one way back:
 * only a person takes it upon themselves that the lead may get the text twice.
 */
export function stateAfterDecision(decision: DeliveryDecision): {
  state: MessageState;
  replaces: readonly MessageState[];
} {
  return { state: decision === 'arrived' ? 'sent' : 'queued', replaces: ['unconfirmed'] };
}

const NOT_TAKEN_FIRST_MS = 1_000;
const NOT_TAKEN_LONGEST_MS = 60_000;

/** How long after so many not-taken attempts a text has become pointless and is given up as failed: one hour. */
export const DELIVER_RETRY_FOR_MS = 3_600_000;

/** How long to wait before trying again a text that was not taken `attempts` times, in milliseconds: 1 s, 2 s, 4 s … 60 s. */
export function notTakenBackoff(attempts: number): number {
  return Math.min(NOT_TAKEN_FIRST_MS * 2 ** (attempts - 1), NOT_TAKEN_LONGEST_MS);
}

/**
 * A text is handed to its provider at the latest so long after its claim began, or not by that claim: a worker that was held up
 * in between must not send what an opt-out has forbidden since. So nothing leaves later than this after an opt-out was committed.
 */
export const HAND_OVER_WITHIN_MS = 5_000;

const LOOKS_AT = [1 / 20, 1 / 6, 1 / 2, 1];

/**
 * When to look for evidence of an unclear send, in milliseconds after it became unclear: a few looks, spread so that the
 * provider's list has time to show the text. After the last one it is `unconfirmed`.
 */
export function settleLooks(settleForMs: number): number[] {
  return LOOKS_AT.map((share) => Math.round(share * settleForMs));
}
