import type { Pool } from '../../db/pool';
import { notifyPresence } from '../../db/presence';
import { credentialOf } from '../authenticate';
import { eventRoutes } from '../contract/events';
import { ApiError } from '../errors';
import { EventStream } from '../event-stream';
import type { Live } from '../live';
import type { Api } from '../serve';

/** `GET /events` and `PUT /presence`. */
export function serveEvents(api: Api, { pool, live }: { pool: Pool; live: Live }): void {
  api.stream(eventRoutes.stream, async ({ caller, query, request, response }) => {
    const { tenantId, callerId: userId, kind } = caller;
    const { pageId, lastEventId } = query;
    const stream = new EventStream(response, tenantId, credentialOf(request));
    // The browser gives the header when it connects again, to an address that still has what was newest at first.
    await live.feed.join(stream, request.get('Last-Event-ID') || lastEventId || undefined);
    if (kind === 'person' && pageId !== undefined && !stream.ended)
      live.presence.follow({ tenantId, userId, pageId }, (ended) => stream.onEnd(ended));
  });

  api.serve(eventRoutes.presence, async ({ caller, body }) => {
    const { tenantId, callerId: userId } = caller;
    if (!(await notifyPresence(pool, { tenantId, userId, ...body }))) throw new ApiError('NOT_FOUND');
    return null;
  });
}
