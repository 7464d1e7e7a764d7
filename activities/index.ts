import { recordIdle } from '../src/db/conversations';
import { readSnapshot } from '../src/db/snapshot';
import { failTurn } from '../src/db/turns';
import { createDeliverMessage } from './deliver-message';
import type { ActivityDependencies } from './dependencies';
import { createForwardTurn } from './forward-turn';
import { createSettleMessage } from './settle-message';

/** Everything a conversation's workflow can do to the world. */
export function createActivities(deps: ActivityDependencies) {
  return {
    forwardTurn: createForwardTurn(deps),
    deliverMessage: createDeliverMessage(deps),
    settleMessage: createSettleMessage(deps),

    /** @returns whether the turn was failed now, and not closed meanwhile */
    async failTurn(input: { tenantId: string; turnId: string }): Promise<boolean> {
      return (await failTurn(deps.pool, input.tenantId, input.turnId)) === 'failed';
    },

    /** @returns the conversation's status afterwards */
    recordIdle(input: { tenantId: string; interactionId: string; idleMs: number }) {
      return recordIdle(deps.pool, input.tenantId, input.interactionId, input.idleMs);
    },

    loadSnapshot(tenantId: string, interactionId: string) {
      return readSnapshot(deps.pool, tenantId, interactionId);
    },
  };
}

export type Activities = ReturnType<typeof createActivities>;
