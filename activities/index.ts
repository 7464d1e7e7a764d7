import { recordIdle } from '../src/db/conversations';
import { releaseText } from '../src/db/scheduled-texts';
import { readSnapshot } from '../src/db/snapshot';
import { failTurn } from '../src/db/turns';
import { createDeliverMessage } from './deliver-message';
import type { ActivityDependencies } from './dependencies';
import { createForwardTurn } from './forward-turn';
import { whileHeartbeating } from './heartbeat';
import { withSafeErrors } from './safe-errors';
import { createSettleMessage } from './settle-message';
import { createSweepInbound } from './sweep-inbound';

/** Everything that workflows can do to the world. */
export function createActivities(deps: ActivityDependencies) {
  const safely = <Arguments extends unknown[], Result>(activity: (...args: Arguments) => Promise<Result>) =>
    withSafeErrors(deps.log, async (...given: Arguments) => {
      try {
        return await activity(...given);
      } finally {
        deps.announce(); // also after a failure: what was recorded before it is there
      }
    });
  return {
    forwardTurn: whileHeartbeating(safely(createForwardTurn(deps))),
    deliverMessage: whileHeartbeating(safely(createDeliverMessage(deps))),
    settleMessage: whileHeartbeating(safely(createSettleMessage(deps))),
    sweepInbound: whileHeartbeating(safely(createSweepInbound(deps))),

    /** @returns whether the turn was failed now, and not closed meanwhile */
    failTurn: safely(
      async (input: { tenantId: string; turnId: string }) =>
        (await failTurn(deps.pool, input.tenantId, input.turnId)) === 'failed',
    ),

    releaseText: safely((input: { tenantId: string; messageId: string }) =>
      releaseText(deps.pool, input.tenantId, input.messageId),
    ),

    /** @returns the conversation's status afterwards */
    recordIdle: safely((input: { tenantId: string; interactionId: string; idleMs: number }) =>
      recordIdle(deps.pool, input.tenantId, input.interactionId, input.idleMs),
    ),

    loadSnapshot: safely((tenantId: string, interactionId: string) => readSnapshot(deps.pool, tenantId, interactionId)),
  };
}

export type Activities = ReturnType<typeof createActivities>;
