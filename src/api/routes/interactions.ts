import { askAgentAgain } from '../../db/ask-agent';
import { isUndecided } from '../../db/attention';
import type { Caller } from '../../db/callers';
import { readHead } from '../../db/conversation-head';
import { listConversations } from '../../db/conversation-list';
import { changeConversation, readConversation, readLeadConversations } from '../../db/conversations';
import { inTransaction, type Pool } from '../../db/pool';
import { markRead } from '../../db/read-marks';
import { interactionRoutes } from '../contract/interactions';
import { toPage } from '../contract/page';
import { ApiError } from '../errors';
import { found } from '../found';
import type { Api } from '../serve';
import type { Signaller } from '../signaller';

/** Conversations [S]: list them, read one, read a lead's, change one, mark it read, have its agent asked again. */
export function serveInteractions(api: Api, deps: { pool: Pool; signaller: Signaller }): void {
  const { pool } = deps;

  api.serve(interactionRoutes.list, async ({ caller, query }) => {
    const { cursor, limit, ...filter } = query;
    const rows = await listConversations(pool, caller.tenantId, filter, { after: cursor, limit }, personOf(caller));
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
    const facts = await inTransaction(pool, async (tx) => {
      if (body.attention === null && (await isUndecided(tx, tenantId, interactionId)))
        throw new ApiError('DECISION_NEEDED');
      return changeConversation(tx, tenantId, interactionId, body);
    });
    deps.signaller.offer(found(facts));
    return found(await readConversation(pool, tenantId, interactionId));
  });

  api.serve(interactionRoutes.head, async ({ caller, params }) =>
    found(await readHead(pool, caller.tenantId, params.interactionId, personOf(caller))),
  );

  api.serve(interactionRoutes.markRead, async ({ caller, params, body }) => {
    const reader = { tenantId: caller.tenantId, userId: caller.callerId };
    return found(await markRead(pool, reader, params.interactionId, { seq: body.seq, unread: body.unread ?? false }));
  });

  api.serve(interactionRoutes.askAgent, async ({ caller, params }) => {
    const asked = await askAgentAgain(pool, caller.tenantId, params.interactionId, caller.kind === 'person');
    switch (asked.outcome) {
      case 'opened':
        deps.signaller.offer([asked.fact]);
        return { turnId: asked.turnId, texts: asked.texts };
      case 'missing':
        throw new ApiError('NOT_FOUND');
      case 'turn_open':
        throw new ApiError('TURN_OPEN', { turnId: asked.turnId });
      case 'undecided':
        throw new ApiError('DECISION_NEEDED');
      case 'nothing':
        throw new ApiError('NOTHING_TO_ANSWER');
      case 'no_agent':
        throw new ApiError('NO_AGENT');
      case 'answer_limit':
        throw new ApiError('ANSWER_LIMIT_REACHED', { answersPerHour: asked.answersPerHour, retryAt: asked.retryAt });
      case 'withheld':
        // As a send is refused: our number's own trouble has another code than the lead's wish.
        if (asked.rule === 'number_not_ours') throw new ApiError('FROM_NOT_OURS');
        throw new ApiError('CONTACT_OPTED_OUT', { rule: asked.rule });
    }
  });
}

/** Who reads, where that is a person: programs have no read marks. */
function personOf(caller: Caller): string | null {
  return caller.kind === 'person' ? caller.callerId : null;
}
