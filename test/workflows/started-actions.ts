import { activityInfo } from '@temporalio/activity';
import type { Activities } from '../../activities';
import { whileHeartbeating } from '../../activities/heartbeat';
import type { ConversationEvent, Effect } from '../../src/domain/conversation-events';
import type { ConversationState } from '../../src/domain/conversation-state';

/** An effect by what its activity is given. */
export function effectKey(effect: Effect): string {
  switch (effect.type) {
    case 'forward-turn':
    case 'fail-turn':
      return `${effect.type} ${effect.turnId}`;
    case 'deliver-message':
      return `${effect.type} ${effect.messageId}${effect.lastTry ? ' last' : ''}`;
    case 'release-text':
      return `${effect.type} ${effect.messageId}`;
    case 'settle-message':
      return `${effect.type} ${effect.messageId}${effect.lastLook ? ' last' : ''}`;
    case 'record-idle':
      return effect.type;
  }
}

/** The actions that a workflow has begun; each ends when it is told to, with what it is told. */
export class StartedActions {
  /** All of them, in the order in which they began. */
  readonly started: string[] = [];
  /** What the next workflow that asks Postgres is told. */
  snapshot: ConversationState | undefined;
  private abandoned = false;
  private readonly ends = new Map<string, (event: ConversationEvent) => void>();

  begin(key: string): Promise<ConversationEvent> {
    // Tried again by Temporal, on a machine too busy for heartbeats, it is the same action still.
    if (activityInfo().attempt === 1) this.started.push(key);
    return new Promise((resolve) => {
      // One of a run that was lost, which the next run has begun anew, has nobody who hears of it either.
      this.ends.get(key)?.(NOBODY_WAITS);
      if (this.abandoned) resolve(NOBODY_WAITS);
      else this.ends.set(key, resolve);
    });
  }

  end(effect: Effect, event: ConversationEvent): void {
    const key = effectKey(effect);
    this.ends.get(key)?.(event);
    this.ends.delete(key);
  }

  /** Nobody waits for them any more, nor for one that begins only now: a worker that stops waits for the end of all. */
  abandon(): void {
    this.abandoned = true;
    for (const end of this.ends.values()) end(NOBODY_WAITS);
  }
}

/** What nobody hears. */
const NOBODY_WAITS: ConversationEvent = { type: 'time-passed', at: 0 };

/** The activities of a conversation, for all lives of a test: an action is its life's, by the tenant. */
export function followedActivities(lifeOf: (tenantId: string) => StartedActions): Omit<Activities, 'sweepInbound'> {
  type Ended<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>;
  const begin = async <Type extends ConversationEvent['type']>(tenantId: string, effect: object) =>
    (await lifeOf(tenantId).begin(effectKey(effect as Effect))) as Ended<Type>;
  return {
    forwardTurn: whileHeartbeating(async ({ tenantId, turnId }) => {
      return (await begin<'turn-forwarded'>(tenantId, { type: 'forward-turn', turnId })).outcome;
    }),
    deliverMessage: whileHeartbeating(async ({ tenantId, messageId, lastTry }) => {
      return (await begin<'delivery-ended'>(tenantId, { type: 'deliver-message', messageId, lastTry })).delivery;
    }),
    settleMessage: whileHeartbeating(async ({ tenantId, messageId, lastLook }) => {
      return (await begin<'settle-ended'>(tenantId, { type: 'settle-message', messageId, lastLook })).evidence;
    }),
    releaseText: async ({ tenantId, messageId }) =>
      (await begin<'release-ended'>(tenantId, { type: 'release-text', messageId })).release,
    failTurn: async ({ tenantId, turnId }) =>
      (await begin<'turn-failed'>(tenantId, { type: 'fail-turn', turnId })).failed,
    recordIdle: async ({ tenantId }) => (await begin<'idle-recorded'>(tenantId, { type: 'record-idle' })).status,
    loadSnapshot: async (tenantId) => lifeOf(tenantId).snapshot!,
  };
}
