import { ApplicationFailure } from '@temporalio/activity';
import { type ClaimedTurn, claimTurn, endAttempt, recordReply } from '../src/db/turns';
import type { ForwardOutcome } from '../src/domain/conversation-events';
import { segmentation } from '../src/domain/segments';
import type { AgentAnswer } from '../src/outbound/agent-answer';
import { askAgent } from '../src/outbound/agent-webhook';
import { createDeliverMessage, handOver } from './deliver-message';
import type { ActivityDependencies } from './dependencies';

/**
 * Asks a turn's agent, and when it replies in its answer, hands the reply to the provider at once: one activity where two
 * and a workflow task between them would do the same (docs/decisions/0005). Throws when the agent cannot be reached, for
 * Temporal to try again: that keeps a long outage out of the history and shows it in the UI as a pending activity.
 */
export function createForwardTurn(deps: ActivityDependencies) {
  return async function forwardTurn(input: { tenantId: string; turnId: string }): Promise<ForwardOutcome> {
    const { tenantId, turnId } = input;
    const claim = await claimTurn(deps.pool, tenantId, turnId);
    if (claim.outcome === 'closed') return { kind: 'closed' };
    if (claim.outcome === 'answered') {
      // An earlier execution recorded the reply and was killed: whether it was handed over, the claim knows.
      return deliverRecorded(deps, tenantId, claim.replyMessageId, claim.replySeq);
    }
    const { turn } = claim;
    deps.announce(); // the agent may take its time
    const answer = await ask(deps, turn);
    return takeAnswer(deps, input, turn, answer);
  };
}

async function ask(deps: ActivityDependencies, turn: ClaimedTurn): Promise<AgentAnswer> {
  const { turnId } = turn.payload;
  const secrets = turn.webhookSecrets.flatMap((sealed) => {
    try {
      return [deps.openSecret(sealed)];
    } catch (error) {
      deps.log.warn({ err: error, turnId }, "an agent's secret cannot be opened: PARLEY_SECRET_KEY?");
      return [];
    }
  });
  // Asking again would not open them either: a person has to look.
  if (secrets.length === 0) return { kind: 'refused', reason: 'SECRET_UNREADABLE', httpStatus: null };
  const measured = deps.metrics.agentRequests.startTimer();
  const answer = await askAgent(deps.callAgent, turn.webhookUrl, secrets, turn.payload);
  measured({ outcome: answer.kind });
  return answer;
}

async function takeAnswer(
  deps: ActivityDependencies,
  { tenantId, turnId }: { tenantId: string; turnId: string },
  { attempt, askedSeq, askedForMs }: ClaimedTurn,
  answer: AgentAnswer,
): Promise<ForwardOutcome> {
  const ending = { tenantId, turnId, attempt, httpStatus: answer.httpStatus };
  switch (answer.kind) {
    case 'taken': {
      const open = await endAttempt(deps.pool, { ...ending, outcome: 'taken', next: 'waiting' });
      return open ? { kind: 'taken' } : { kind: 'closed' };
    }
    case 'unreachable': {
      const open = await endAttempt(deps.pool, { ...ending, outcome: answer.reason, next: 'retrying' });
      if (!open) return { kind: 'closed' };
      // Counted from the first try that was made: time without a worker is not the agent's.
      if (askedForMs >= deps.agentRetryForMs) return { kind: 'failed' };
      throw ApplicationFailure.create({
        type: 'AGENT_UNREACHABLE',
        message: `The agent's webhook gave no usable answer: ${answer.reason}`,
        nextRetryDelay: answer.retryAfterMs ?? undefined,
      });
    }
    case 'refused': {
      const open = await endAttempt(deps.pool, { ...ending, outcome: answer.reason, next: 'retrying' });
      return open ? { kind: 'failed' } : { kind: 'closed' };
    }
    case 'replied':
      return takeReply(deps, { tenantId, turnId, askedSeq }, answer.reply);
  }
}

async function takeReply(
  deps: ActivityDependencies,
  turn: { tenantId: string; turnId: string; askedSeq: number },
  body: string,
): Promise<ForwardOutcome> {
  const messageId = deps.newMessageId();
  const claimBegan = performance.now();
  const recorded = await recordReply(deps.pool, { ...turn, messageId, body, segments: segmentation(body).segments });
  switch (recorded.outcome) {
    case 'queued': {
      const { seq, until } = recorded;
      const delivery = until === undefined ? { outcome: 'behind' as const } : { outcome: 'paced' as const, until };
      return { kind: 'replied', messageId, seq, delivery };
    }
    case 'quiet_hours':
      return deliverRecorded(deps, turn.tenantId, messageId, recorded.seq);
    case 'claimed': {
      deps.announce(); // and so may the provider
      const { tenantId } = turn;
      const { seq, from, to, provider, account } = recorded;
      const message = { tenantId, messageId, lastTry: false, notify: false };
      const claimed = { attempt: 1, body, from, to, provider, account };
      const delivery = await handOver(deps, message, claimed, claimBegan);
      return { kind: 'replied', messageId, seq, delivery };
    }
    case 'replied_before':
      return deliverRecorded(deps, turn.tenantId, recorded.messageId, recorded.seq);
    default:
      return { kind: 'closed' }; // stale, answered by somebody else, one too many: the reply is kept as withheld
  }
}

/** Delivers a reply that is recorded, as its claim says: by an earlier execution of this activity, or where quiet hours are kept. */
async function deliverRecorded(
  deps: ActivityDependencies,
  tenantId: string,
  messageId: string,
  seq: number,
): Promise<ForwardOutcome> {
  const delivery = await createDeliverMessage(deps)({ tenantId, messageId, lastTry: false });
  return { kind: 'replied', messageId, seq, delivery };
}
