import { type ActivityOptions, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { ConversationEvent, Effect } from '../src/domain/conversation-events';
import type { ConversationState } from '../src/domain/conversation-state';
import type { ConversationInput } from './messages';

/**
 * A worker that is killed stops its heartbeats; its activity is given to another after this long. Short, because a lead is
 * waiting; well above the pauses of a busy process.
 */
const HEARTBEAT_TIMEOUT_MS = 5_000;
const MARGIN_MS = 10_000;

/** How a conversation's effects are performed: each becomes an activity, and its end an event. */
export interface Actions {
  perform(effect: Effect): Promise<ConversationEvent>;
  loadSnapshot(): Promise<ConversationState>;
}

/**
 * All activities may run twice without harm, because each claims its work in Postgres first; so Temporal may retry them
 * after a crash. What must not be repeated blindly, the provider's request, is guarded by that claim.
 */
export function createActions(input: ConversationInput, now: () => number): Actions {
  const { tenantId, interactionId, settings } = input;
  const handOverMs = settings.providerTimeoutMs + MARGIN_MS;
  const recording: ActivityOptions = { startToCloseTimeout: MARGIN_MS, retry: { maximumInterval: '30s' } };
  const delivering: ActivityOptions = {
    startToCloseTimeout: handOverMs,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    retry: { maximumInterval: '30s' },
  };
  const forwarding: ActivityOptions = {
    startToCloseTimeout: settings.agentTimeoutMs + handOverMs,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    retry: { maximumInterval: '60s' },
  };
  const { forwardTurn } = proxyActivities<Activities>(forwarding);
  const { deliverMessage, settleMessage } = proxyActivities<Activities>(delivering);
  const { failTurn, releaseText, recordIdle } = proxyActivities<Activities>(recording);
  const { loadSnapshot } = proxyLocalActivities<Activities>({ startToCloseTimeout: MARGIN_MS });

  return {
    loadSnapshot: () => loadSnapshot(tenantId, interactionId),

    async perform(effect) {
      switch (effect.type) {
        case 'forward-turn': {
          const { turnId, agentName, texts } = effect;
          const summary = `ask ${agentName}: ${texts} ${texts === 1 ? 'text' : 'texts'}`;
          // The activity itself says when its retries have ended; a failure that comes here is nothing we foresaw.
          const outcome = await forwardTurn
            .executeWithOptions({ summary: summary.slice(0, 120) }, [{ tenantId, turnId }])
            .catch(() => ({ kind: 'failed' as const }));
          return { type: 'turn-forwarded', at: now(), turnId, outcome };
        }
        case 'fail-turn': {
          const { turnId } = effect;
          const failed = await failTurn.executeWithOptions({ summary: 'agent not reached: follow up' }, [
            { tenantId, turnId },
          ]);
          return { type: 'turn-failed', at: now(), turnId, failed };
        }
        case 'deliver-message': {
          const { messageId, lastTry } = effect;
          const delivery = await deliverMessage.executeWithOptions({ summary: 'hand a text to the provider' }, [
            { tenantId, messageId, lastTry },
          ]);
          return { type: 'delivery-ended', at: now(), messageId, delivery };
        }
        case 'settle-message': {
          const { messageId, lastLook } = effect;
          const evidence = await settleMessage.executeWithOptions({ summary: 'look for evidence of a text' }, [
            { tenantId, messageId, lastLook },
          ]);
          return { type: 'settle-ended', at: now(), messageId, evidence };
        }
        case 'release-text': {
          const { messageId } = effect;
          const release = await releaseText.executeWithOptions({ summary: 'let a scheduled text leave' }, [
            { tenantId, messageId },
          ]);
          return { type: 'release-ended', at: now(), messageId, release };
        }
        case 'record-idle': {
          const idleMs = settings.idleIncompleteAfterMs;
          const status = await recordIdle.executeWithOptions({ summary: 'no traffic: incomplete' }, [
            { tenantId, interactionId, idleMs },
          ]);
          return { type: 'idle-recorded', at: now(), status };
        }
      }
    },
  };
}
