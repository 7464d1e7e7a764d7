import { EVENTS_CHANNEL } from '../db/announcer';
import type { Pool } from '../db/pool';
import { PRESENCE_CHANNEL } from '../db/presence';
import type { Logger } from '../log';
import { LiveFeed } from './live-feed';
import type { NotificationListener } from './notification-listener';
import { Presence, type PresenceTimes } from './presence';

/** What is told to pages while they are open: changes of conversations, and who else has them open. */
export interface Live {
  feed: LiveFeed;
  presence: Presence;
  /** Ends every stream. */
  stop(): void;
}

/** Wires it together for one process; the listener is started afterwards. */
export function createLive(
  deps: { pool: Pool; listener: NotificationListener; log: Logger },
  times: { keepAliveMs?: number; presence?: PresenceTimes } = {},
): Live {
  const { pool, listener, log } = deps;
  const feed: LiveFeed = new LiveFeed(pool, log, (tenantId) => presence.shownTo(tenantId), times.keepAliveMs);
  const presence = new Presence(pool, log, (tenantId, view) => feed.tell(tenantId, 'presence', view), times.presence);
  listener.hear(EVENTS_CHANNEL, () => feed.wake());
  listener.hear(PRESENCE_CHANNEL, (payload) => presence.hear(payload));
  return {
    feed,
    presence,
    stop: () => {
      feed.stop();
      presence.stop();
    },
  };
}
