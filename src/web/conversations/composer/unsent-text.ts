import type { Message } from '../../words/labels';

/**
 * A text of this page's that the server has not shown yet. It is kept beside the draft until it is, so it never vanishes
 * without a word, and always under the same idempotency key, so it is never sent twice.
 */
export interface UnsentText {
  /** Its idempotency key. */
  key: string;
  leadId: string;
  /** Where it was written. */
  interactionId: string;
  /** The number it leaves from, where that is not the conversation's: it opens another conversation. */
  from?: string;
  message: string;
  /** When it is to leave, ISO; not given: now. */
  sendAt?: string;
  /** By the server's clock, ISO. */
  writtenAt: string;
  /** The newest event that the page knew when Send was pressed: the text's own comes after it. */
  afterSeq: number;
  state: 'sending' | 'recorded' | 'failed';
  /** Once the server has recorded it. */
  messageId?: string;
  failure?: { code: string; message: string };
  /** The page that sends it. When that is gone, nobody waits for the answer. */
  pageId: string;
}

/** Keys live for 24 hours at the server; afterwards the same text would be sent a second time. */
const KEY_LIVES_MS = 23 * 3_600_000;
/** A request ends after this long; one that another page began longer ago has ended without an answer. */
export const SEND_LIMIT_MS = 30_000;

/** As far as our idea of the server's clock may be wrong. */
const CLOCKS_DIFFER_MS = 2_000;

const NO_ANSWER = 'NO_ANSWER';
const OUTCOME_UNKNOWN = 'OUTCOME_UNKNOWN';
/** Ours, for what the API calls a wrong field. */
export const SEND_TIME_PASSED = 'SEND_TIME_PASSED';
const MAY_HAVE_ARRIVED = [NO_ANSWER, OUTCOME_UNKNOWN];

/** Whether trying again is safe: the server still knows the key. */
export function mayTryAgain(text: UnsentText, now: number): boolean {
  return now - Date.parse(text.writtenAt) < KEY_LIVES_MS;
}

/**
 * What was stored, as a page that has just been opened has to see it: a text whose page was closed while it was sent got no
 * answer that anybody saw; what the server had recorded is the server's now.
 */
export function reopened(texts: readonly UnsentText[], pageId: string, now: number): UnsentText[] {
  return texts
    .filter((text) => text.state !== 'recorded')
    .map((text) => {
      const abandoned = text.pageId === pageId || now - Date.parse(text.writtenAt) > SEND_LIMIT_MS;
      return text.state === 'sending' && abandoned ? { ...text, state: 'failed', failure: INTERRUPTED } : text;
    });
}

const INTERRUPTED = {
  code: NO_ANSWER,
  message: 'The page was closed before Parley answered.',
};

/**
 * Which texts of the server's are unsent ones of ours: by id where the server has told it; else, while it is not known what
 * became of one, the first of the same words that this person sent then.
 * @param known what was found before: no message is two texts
 * @returns unsent texts' keys by message id, those found before with them
 */
export function arrivals(
  known: ReadonlyMap<string, string>,
  unsent: readonly UnsentText[],
  messages: readonly Message[],
  userId: string,
): ReadonlyMap<string, string> {
  const arrived = new Map(known);
  for (const text of unsent) {
    if (text.messageId !== undefined) arrived.set(text.messageId, text.key);
  }
  const found = new Set(arrived.values());
  for (const text of unsent) {
    if (!isInDoubt(text) || text.from !== undefined || found.has(text.key)) continue;
    const match = messages.find(
      (message) =>
        message.seq > text.afterSeq &&
        message.sentBy === userId &&
        message.source === 'manual' &&
        message.message === text.message &&
        Math.abs(Date.parse(message.timestamp) - Date.parse(text.writtenAt)) < SEND_LIMIT_MS + CLOCKS_DIFFER_MS &&
        !arrived.has(message.messageId),
    );
    if (match) arrived.set(match.messageId, text.key);
  }
  return arrived;
}

/** Whether the server may have it without our knowing. */
function isInDoubt({ state, failure }: UnsentText): boolean {
  return (
    state === 'sending' || (state === 'failed' && failure !== undefined && MAY_HAVE_ARRIVED.includes(failure.code))
  );
}

/** Why a text could not be sent, and whether it may have been sent all the same. */
export function failureWords(failure: NonNullable<UnsentText['failure']>): string {
  switch (failure.code) {
    case NO_ANSWER:
    case OUTCOME_UNKNOWN:
      return 'No answer came, so it is not known whether this was sent. Trying again sends it at most once.';
    case SEND_TIME_PASSED:
      return 'The time for which it was to be scheduled has passed. Nothing was sent.';
    case 'UNAVAILABLE':
      return 'Parley cannot take texts right now. Nothing was sent.';
    case 'CONTACT_OPTED_OUT':
      return 'The lead may not be texted any more. Nothing was sent.';
    case 'UNAUTHORIZED':
      return 'You were signed out. Nothing was sent.';
    default:
      return failure.message;
  }
}
