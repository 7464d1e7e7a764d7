import type { Pool } from '../../db/pool';
import { readMessages, readTimeline } from '../../db/thread';
import { threadRoutes } from '../contract/thread';
import { found } from '../found';
import type { Api } from '../serve';

/** A conversation's texts, and its events. */
export function serveThread(api: Api, { pool }: { pool: Pool }): void {
  api.serve(threadRoutes.messages, async ({ caller, params, query }) => {
    const { items, ...beside } = found(await readMessages(pool, caller.tenantId, params.interactionId, query));
    return { messages: items, ...beside };
  });

  api.serve(threadRoutes.timeline, async ({ caller, params, query }) => {
    const { items, ...beside } = found(await readTimeline(pool, caller.tenantId, params.interactionId, query));
    return { events: items, ...beside };
  });
}
