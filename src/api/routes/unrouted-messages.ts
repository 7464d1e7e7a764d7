import type { Pool } from '../../db/pool';
import { listUnroutedMessages } from '../../db/unrouted-messages';
import { toPage } from '../contract/page';
import { unroutedMessageRoutes } from '../contract/unrouted-messages';
import type { Api } from '../serve';

/** Texts to numbers that nobody owns: kept for a person to see, and in no conversation. */
export function serveUnroutedMessages(api: Api, { pool }: { pool: Pool }): void {
  api.serve(unroutedMessageRoutes.list, async ({ caller, query: { cursor, limit } }) => {
    const rows = await listUnroutedMessages(pool, caller.tenantId, { after: cursor?.[0], limit });
    return toPage(rows, limit, (message) => [message.unroutedMessageId]);
  });
}
