import { listConversations } from '../../db/conversation-list';
import {
  changeConversation,
  readConversation,
  readLeadConversations,
  readMessages,
  readTimeline,
} from '../../db/conversations';
import { inTransaction, type Pool } from '../../db/pool';
import { interactionRoutes } from '../contract/interactions';
import { toPage } from '../contract/page';
import { found } from '../found';
import type { Api } from '../serve';
import type { Signaller } from '../signaller';

/** Conversations [S]: list them, read one, read a lead's, read one's texts and events, set status and Agent Mode. */
export function serveInteractions(api: Api, deps: { pool: Pool; signaller: Signaller }): void {
  const { pool } = deps;

  api.serve(interactionRoutes.list, async ({ caller, query }) => {
    const { cursor, limit, ...filter } = query;
    const rows = await listConversations(pool, caller.tenantId, filter, { after: cursor, limit });
    return toPage(rows, limit, (last) => [last.lastActivityAt, last.interactionId]);
  });

  api.serve(interactionRoutes.ofLead, async ({ caller, params }) =>
    found(await readLeadConversations(pool, caller.tenantId, params.leadId)),
  );

  api.serve(interactionRoutes.read, async ({ caller, params }) =>
    found(await readConversation(pool, caller.tenantId, params.interactionId)),
  );

  api.serve(interactionRoutes.change, async ({ caller, params, body }) => {
    const { tenantId } = caller;
    const { interactionId } = params;
    const facts = await inTransaction(pool, (tx) => changeConversation(tx, tenantId, interactionId, body));
    deps.signaller.offer(found(facts));
    return found(await readConversation(pool, tenantId, interactionId));
  });

  api.serve(interactionRoutes.messages, async ({ caller, params, query }) => {
    const { after, limit } = query;
    const messages = found(await readMessages(pool, caller.tenantId, params.interactionId, after, limit));
    return { messages, next: nextAfter(messages, limit) };
  });

  api.serve(interactionRoutes.timeline, async ({ caller, params, query }) => {
    const { after, limit } = query;
    const events = found(await readTimeline(pool, caller.tenantId, params.interactionId, after, limit));
    return { events, next: nextAfter(events, limit) };
  });
}

/** Where the next page begins, if this one is full. */
function nextAfter(page: { seq: number }[], limit: number): number | null {
  return page.length === limit ? page.at(-1)!.seq : null;
}
