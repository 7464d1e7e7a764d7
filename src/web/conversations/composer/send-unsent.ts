import { ApiFailure, call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { endSessionWhenRefused, queryClient } from '../../app/queries';
import { SCHEDULED } from '../../live/cache-keys';
import { readNewest } from '../thread/queries';
import { dropUnsent, pageId, putUnsent } from './outbox';
import { SEND_LIMIT_MS, SEND_TIME_PASSED, type UnsentText } from './unsent-text';

/** Texts of one conversation are recorded in the order in which Send was pressed. */
const lines = new Map<string, Promise<unknown>>();

/**
 * Sends an unsent text, or tries again: always under its own idempotency key, so that a retry after a lost answer sends
 * nothing twice. What becomes of it is in the outbox.
 * @returns the conversation in which it was recorded; null: it failed, and says so in the thread
 */
export function sendUnsent(userId: string, text: UnsentText): Promise<string | null> {
  const sending: UnsentText = { ...text, state: 'sending', failure: undefined, pageId };
  putUnsent(userId, sending);
  const before = lines.get(text.interactionId) ?? Promise.resolve();
  const sent = before.then(() => send(userId, sending));
  lines.set(text.interactionId, sent);
  return sent;
}

async function send(userId: string, text: UnsentText): Promise<string | null> {
  try {
    return await recorded(userId, text, await post(text));
  } catch (error) {
    endSessionWhenRefused(error);
    const details =
      error instanceof ApiFailure ? (error.details as Partial<Answer<'POST /sms/send'>> | undefined) : null;
    // Refused after it was recorded: the thread shows it with its reason.
    if (details?.messageId && details.interactionId) {
      return recorded(userId, text, { messageId: details.messageId, interactionId: details.interactionId });
    }
    putUnsent(userId, { ...text, state: 'failed', failure: failureOf(error) });
    return null;
  }
}

async function recorded(
  userId: string,
  text: UnsentText,
  { messageId, interactionId }: { messageId: string; interactionId: string },
): Promise<string> {
  if (interactionId !== text.interactionId) {
    dropUnsent(userId, text.interactionId, new Set([text.key]));
    return interactionId;
  }
  putUnsent(userId, { ...text, state: 'recorded', messageId });
  void queryClient.invalidateQueries({ queryKey: [SCHEDULED, interactionId] });
  // It is recorded, whether its thread can be read right now or not.
  await readNewest(interactionId).catch(() => undefined);
  return interactionId;
}

const IN_PROGRESS_AGAIN_MS = 1_000;

/** The first request of a key may still be at work when it is repeated: that is no failure, only too early. */
async function post(text: UnsentText): Promise<Answer<'POST /sms/send'>> {
  const { leadId, interactionId, from, message, key, sendAt } = text;
  const said = { leadId, message, ...(sendAt !== undefined && { sendAt }) };
  const signal = AbortSignal.timeout(SEND_LIMIT_MS);
  for (;;) {
    try {
      return await call('POST /sms/send', {
        body: from === undefined ? { ...said, interactionId } : { ...said, from },
        headers: { 'Idempotency-Key': key, Prefer: 'respond-async' },
        signal,
      });
    } catch (error) {
      const early = error instanceof ApiFailure && error.code === 'IDEMPOTENCY_KEY_IN_PROGRESS';
      if (!early || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, IN_PROGRESS_AGAIN_MS));
    }
  }
}

function failureOf(error: unknown): { code: string; message: string } {
  if (error instanceof ApiFailure && error.fields.some(({ field }) => field === 'sendAt'))
    return { code: SEND_TIME_PASSED, message: error.message };
  if (error instanceof ApiFailure) return { code: error.code, message: error.message };
  return { code: 'NO_ANSWER', message: 'Parley did not answer.' };
}
