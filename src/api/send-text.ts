import { createHash } from 'node:crypto';
import type { Caller } from '../db/callers';
import { claimIdempotencyKey, keepAnswer, readIdempotencyKey } from '../db/idempotency-keys';
import type { FactToSignal } from '../db/ingest';
import { inTransaction, isUnavailable, type Pool, type Queryable } from '../db/pool';
import { readSendContext } from '../db/send-context';
import { type NewSend, readSendStanding, recordSend, type SendStanding } from '../db/sends';
import { failLimitedTurn } from '../db/turns';
import { segmentation } from '../domain/segments';
import { resolveSender } from '../domain/sender';
import { newId } from '../new-id';
import type { SendRequestBody } from './contract/sms';
import { ApiError } from './errors';
import type { NotificationListener } from './notification-listener';
import { timeToSend } from './send-time';
import type { Signaller } from './signaller';

export interface SendDependencies {
  pool: Pool;
  signaller: Signaller;
  listener: NotificationListener;
  /** The providers at which the installation has an account, for tenants without one of their own. */
  providers: { has(name: string): boolean };
  sendWaitMs: number;
}

export interface SendOptions {
  idempotencyKey?: string;
  /** How long to wait for the provider's verdict, in milliseconds. */
  waitMs: number;
}

/** An answer of the send endpoint: 200 `sent`, 202 `queued` or `sending`, 422 when the provider refused. */
export interface SendAnswer {
  status: number;
  body: unknown;
}

/** While waiting, look at least this often: the notification may be lost with its connection. */
const LOOK_EVERY_MS = 1_000;
/** A first request that has not answered after its wait and this much was cut off; its key may be answered by others. */
const STILL_RUNNING_MARGIN_MS = 5_000;

/**
 * Sends a text for a program or an agent: resolves, records, signals, and waits for the verdict.
 * @throws ApiError with one of the codes of docs/errors.md; nothing is recorded then, except with DELIVERY_REFUSED
 */
export async function sendText(
  deps: SendDependencies,
  caller: Caller,
  request: SendRequestBody,
  options: SendOptions,
): Promise<SendAnswer> {
  const { idempotencyKey: key } = options;
  // Before all else: the answer to a repeated request must not depend on what has changed since the first.
  const given = key === undefined ? null : await answerOfKey(deps, deps.pool, caller, key, request);
  if (given !== null) return given;
  const send = await resolve(deps, caller, request);
  const recorded = await inTransaction(
    deps.pool,
    async (tx): Promise<{ earlier: SendAnswer } | { fact: FactToSignal }> => {
      if (key !== undefined) {
        const first = await claimIdempotencyKey(tx, caller.tenantId, key, fingerprintOf(request), send.messageId);
        const earlier = first ? null : await answerOfKey(deps, tx, caller, key, request);
        if (earlier !== null) return { earlier };
      }
      const outcome = await recordSend(tx, send);
      if (outcome.outcome === 'no-such-turn') throw new ApiError('TURN_NOT_FOUND');
      if (outcome.outcome === 'refused') throw new ApiError(outcome.code, outcome.details);
      return { fact: outcome.fact };
    },
  ).catch((error: unknown) => afterRefusal(deps, caller, error));
  if ('earlier' in recorded) return recorded.earlier;
  if (send.sendAt !== undefined) return scheduled(deps, caller, key, send, recorded.fact);

  // Listening before Temporal is told: the verdict cannot come in between.
  const firstChange = deps.listener.changed(send.messageId, Math.min(options.waitMs, LOOK_EVERY_MS));
  deps.signaller.offer([recorded.fact]);
  // From here on the text is recorded and will go out. Postgres going away now must not be told as "nothing was recorded".
  const { interactionId } = recorded.fact;
  const queued = {
    state: 'queued',
    interactionId,
    errorCode: null,
    errorMessage: null,
    withheldRule: null,
    sendAt: null,
    slotAt: null,
  };
  const standing = await waitForVerdict(deps, caller, send.messageId, options.waitMs, queued, firstChange);
  const answer = answerFor(send.messageId, standing);
  if (key !== undefined) await keepAnswer(deps.pool, caller.tenantId, key, answer).catch(unlessUnavailable);
  return answer;
}

/** Nobody waits for a text that leaves later. */
async function scheduled(
  deps: SendDependencies,
  caller: Caller,
  key: string | undefined,
  { messageId, sendAt }: NewSend,
  fact: FactToSignal,
): Promise<SendAnswer> {
  deps.signaller.offer([fact]);
  const answer = scheduledAnswer(messageId, fact.interactionId, sendAt!);
  if (key !== undefined) await keepAnswer(deps.pool, caller.tenantId, key, answer).catch(unlessUnavailable);
  return answer;
}

function scheduledAnswer(messageId: string, interactionId: string, sendAt: Date): SendAnswer {
  const data = { messageId, status: 'scheduled', interactionId, sendAt: sendAt.toISOString() };
  return { status: 202, body: { success: true, data } };
}

/** An agent that has answered so often that it is refused: its turn has failed, and a person looks. @throws the refusal */
async function afterRefusal(deps: SendDependencies, caller: Caller, refusal: unknown): Promise<never> {
  if (refusal instanceof ApiError && refusal.code === 'ANSWER_LIMIT_REACHED') {
    const { turnId } = refusal.details as { turnId?: string };
    const fact = turnId === undefined ? null : await failLimitedTurn(deps.pool, caller.tenantId, turnId);
    if (fact !== null) deps.signaller.offer([fact]);
  }
  throw refusal;
}

async function resolve(deps: SendDependencies, caller: Caller, request: SendRequestBody): Promise<NewSend> {
  const sendAt = request.sendAt === undefined ? undefined : timeToSend(request.sendAt);
  const source = request.source ?? (caller.kind === 'person' ? 'manual' : 'api');
  const { tenantId } = caller;
  const found = await readSendContext(deps.pool, tenantId, request.leadId, {
    ...request,
    byAgent: source === 'sms_agent',
  });
  if (found === null) throw new ApiError('NOT_FOUND', [{ field: 'leadId', message: 'there is no such lead' }]);
  if (found.conversationMissing) {
    throw new ApiError('NOT_FOUND', [{ field: 'interactionId', message: 'this lead has no such conversation' }]);
  }
  const sender = resolveSender(request, found.context);
  if (sender.ok && found.doNotContact) throw new ApiError('CONTACT_OPTED_OUT', { rule: 'do_not_contact' });
  if (!sender.ok) throw new ApiError(sender.code);
  if (!found.ownAccounts.includes(sender.provider) && !deps.providers.has(sender.provider))
    throw new ApiError('PROVIDER_NOT_CONFIGURED', { provider: sender.provider });
  const { from, to, provider, campaignId } = sender;
  return {
    tenantId,
    leadId: request.leadId,
    campaignId,
    from,
    to,
    provider,
    messageId: newId('message'),
    newInteractionId: newId('interaction'),
    body: request.message,
    segments: segmentation(request.message).segments,
    source,
    sentBy: caller.callerId,
    turnId: request.turnId,
    sendAt,
  };
}

/** @returns null when no request came with this key yet, else what to answer */
async function answerOfKey(
  deps: SendDependencies,
  db: Queryable,
  caller: Caller,
  key: string,
  request: SendRequestBody,
): Promise<SendAnswer | null> {
  const use = await readIdempotencyKey(db, caller.tenantId, key);
  if (use === null) return null;
  if (!use.fingerprint.equals(fingerprintOf(request))) throw new ApiError('IDEMPOTENCY_KEY_REUSED');
  if (use.answer !== null) return use.answer;
  if (use.ageMs < deps.sendWaitMs + STILL_RUNNING_MARGIN_MS) throw new ApiError('IDEMPOTENCY_KEY_IN_PROGRESS');
  const standing = await readSendStanding(db, caller.tenantId, use.messageId);
  if (standing === null) throw new ApiError('NOT_FOUND');
  // Whatever has become of it since, this is what the first request was told.
  if (request.sendAt !== undefined)
    return scheduledAnswer(use.messageId, standing.interactionId, new Date(request.sendAt));
  return answerFor(use.messageId, standing);
}

/** The same for requests that mean the same, in whatever order their fields stand. */
function fingerprintOf(request: SendRequestBody): Buffer {
  const fields = Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest();
}

/** Waits until the message is more than queued or sending, or the time is up. @returns where it stands, as far as known */
async function waitForVerdict(
  deps: SendDependencies,
  caller: Caller,
  messageId: string,
  waitMs: number,
  queued: SendStanding,
  firstChange: Promise<void>,
): Promise<SendStanding> {
  if (waitMs === 0) return queued;
  const until = Date.now() + waitMs;
  let standing = queued;
  let change = firstChange;
  for (;;) {
    await change;
    // Listening again first, then looking: a verdict between the two is seen by one of them.
    const left = until - Date.now();
    change = deps.listener.changed(messageId, Math.max(Math.min(left, LOOK_EVERY_MS), 0));
    const seen = await readSendStanding(deps.pool, caller.tenantId, messageId).catch(unlessUnavailable);
    standing = seen ?? standing;
    // A text that waits for its number's rate until after that has no verdict to wait for.
    const paced = standing.state === 'queued' && (standing.slotAt?.getTime() ?? 0) > until;
    if (left <= 0 || paced || !['queued', 'sending'].includes(standing.state)) return standing;
  }
}

function unlessUnavailable(error: unknown): null {
  if (isUnavailable(error)) return null;
  throw error;
}

function answerFor(messageId: string, standing: SendStanding): SendAnswer {
  const { interactionId, state, errorCode, errorMessage, sendAt } = standing;
  switch (state) {
    case 'sent':
    case 'delivered':
    case 'undelivered':
      return { status: 200, body: { success: true, data: { messageId, status: 'sent', interactionId } } };
    case 'failed': {
      const details = { messageId, interactionId, providerCode: errorCode, providerMessage: errorMessage };
      const error = new ApiError('DELIVERY_REFUSED', details);
      return { status: error.status, body: error.body() };
    }
    case 'scheduled':
      return scheduledAnswer(messageId, interactionId, sendAt!); // it came into quiet hours
    case 'withheld': {
      if (sendAt !== null) {
        // It waited for the end of quiet hours, and is not to leave any more.
        const late = { state, rule: standing.withheldRule, messageId, interactionId };
        const error = new ApiError('NO_LONGER_SCHEDULED', late);
        return { status: error.status, body: error.body() };
      }
      const error = new ApiError('CONTACT_OPTED_OUT', { rule: standing.withheldRule, messageId, interactionId });
      return { status: error.status, body: error.body() };
    }
    default:
      return { status: 202, body: { success: true, data: { messageId, status: state, interactionId } } };
  }
}
