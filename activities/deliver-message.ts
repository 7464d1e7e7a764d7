import { type ClaimedDelivery, claimDelivery, type DeliveryClaim, recordVerdict } from '../src/db/deliveries';
import { holdText } from '../src/db/scheduled-texts';
import type { Delivery, DeliveryOutcome } from '../src/domain/conversation-events';
import { HAND_OVER_WITHIN_MS, type MessageState } from '../src/domain/delivery';
import { quietUntil } from '../src/domain/quiet-hours';
import type { Verdict } from '../src/providers/provider';
import type { ActivityDependencies } from './dependencies';
import { NO_PROVIDER } from './no-provider';

/**
 * Hands a text to its provider, once: the attempt is claimed in Postgres before the request leaves, so a second execution
 * (after a crash, or a timeout) finds it and answers `unclear` instead of texting the lead twice.
 * Throws only when Postgres cannot be reached; Temporal then tries again.
 */
export function createDeliverMessage(deps: ActivityDependencies) {
  return async function deliverMessage(input: {
    tenantId: string;
    messageId: string;
    /** Not taken this time either: give up, the message is failed. */
    lastTry: boolean;
  }): Promise<Delivery> {
    const { tenantId, messageId, lastTry } = input;
    let claimBegan = performance.now();
    let claim = await claimDelivery(deps.pool, tenantId, messageId);
    if (claim.outcome === 'quiet-hours') {
      const until = await heldUntil(deps, { tenantId, messageId }, claim);
      if (until !== null) return { outcome: 'scheduled', until };
      claimBegan = performance.now();
      claim = await claimDelivery(deps.pool, tenantId, messageId, false);
    }
    if (claim.outcome === 'done') return { outcome: outcomeOfState(claim.state) };
    if (claim.outcome === 'quiet-hours') throw new Error('quiet hours were asked about twice');
    if (claim.outcome !== 'claimed') return claim;
    return handOver(deps, { tenantId, messageId, lastTry, notify: true }, claim.delivery, claimBegan);
  };
}

/**
 * Puts a text off where it is quiet now. Which zones a lead may be in, Postgres does not know; only tenants with quiet hours pay
 * for the second question.
 * @returns until when it waits, in milliseconds since 1970; null: it may leave
 */
async function heldUntil(
  deps: ActivityDependencies,
  text: { tenantId: string; messageId: string },
  { hours, timezone, to }: Extract<DeliveryClaim, { outcome: 'quiet-hours' }>,
): Promise<number | null> {
  const until = quietUntil(Date.now(), hours, await deps.zonesOfLead(timezone, to));
  if (until === null) return null;
  return (await holdText(deps.pool, text.tenantId, text.messageId, new Date(until))) ? until : null;
}

/**
 * Makes the claimed attempt: the provider's request, then its verdict into Postgres.
 * @param claimBegan by `performance.now()`; a claim that has become too old sends nothing
 */
export async function handOver(
  deps: ActivityDependencies,
  message: { tenantId: string; messageId: string; lastTry: boolean; notify: boolean },
  delivery: ClaimedDelivery,
  claimBegan: number,
): Promise<Delivery> {
  const { lastTry, ...target } = message;
  const tooOld = performance.now() - claimBegan > HAND_OVER_WITHIN_MS;
  const sent = tooOld ? CLAIM_TOO_OLD : await send(deps, message.messageId, delivery);
  const verdict = lastTry && sent.kind === 'not-taken' ? { ...sent, kind: 'refused' as const } : sent;
  const state = await recordVerdict(deps.pool, { ...target, attempt: delivery.attempt, ...verdict });
  // A report can have come before the provider's answer, or instead of it: then the doubt is settled already.
  if (verdict.kind === 'unclear' && state !== 'sending') return { outcome: outcomeOfState(state) };
  return { outcome: verdict.kind };
}

const CLAIM_TOO_OLD: Verdict = {
  kind: 'not-taken',
  providerMessageId: null,
  errorCode: 'CLAIM_TOO_OLD',
  errorMessage: 'The worker was held up between claiming the text and sending it.',
};

async function send(deps: ActivityDependencies, messageId: string, delivery: ClaimedDelivery): Promise<Verdict> {
  const provider = deps.providers.for(delivery.provider, delivery.account);
  if (typeof provider === 'string') {
    deps.log.warn(
      { messageId, provider: delivery.provider, reason: provider },
      'a text has no account to leave through',
    );
    return { kind: 'refused', providerMessageId: null, errorCode: provider, errorMessage: NO_PROVIDER[provider] };
  }
  const { from, to, body } = delivery;
  const measured = deps.metrics.deliveries.startTimer({ provider: provider.name });
  const verdict = await provider.send({
    ...{ from, to, body },
    statusCallbackUrl: deps.statusCallbackUrl(provider.name, messageId),
  });
  measured({ verdict: verdict.kind });
  if (verdict.optedOut) deps.metrics.consentEvents.inc({ kind: 'opted_out', origin: 'provider' });
  return verdict;
}

/** What a message that nobody is handing over any more came to. Of one that a rule withheld nobody needs to be told: somebody decided it. */
function outcomeOfState(state: MessageState): DeliveryOutcome {
  return state === 'failed' ? 'refused' : 'accepted';
}
