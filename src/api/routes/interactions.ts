import { Router } from 'express';
import { changeConversation, readConversation, readLeadConversations, readMessages } from '../../db/conversations';
import { inTransaction, type Pool } from '../../db/pool';
import { callerOf } from '../authenticate';
import { id } from '../contract/fields';
import { changeRequest, messagesQuery } from '../contract/interactions';
import { parseRequest } from '../contract/parse-request';
import { ApiError } from '../errors';
import type { Signaller } from '../signaller';

/** Conversations [S]: read one, read a lead's, read one's texts, set status and Agent Mode. */
export function interactionRoutes(deps: { pool: Pool; signaller: Signaller }): Router {
  const router = Router();

  router.get('/interactions/lead/:leadId', async (request, response) => {
    const leadId = asId(request.params.leadId);
    const conversations = await readLeadConversations(deps.pool, callerOf(response).tenantId, leadId);
    response.json({ success: true, data: found(conversations) });
  });

  router.get('/interactions/:id', async (request, response) => {
    const conversation = await readConversation(deps.pool, callerOf(response).tenantId, asId(request.params.id));
    response.json({ success: true, data: found(conversation) });
  });

  router.patch('/interactions/:id', async (request, response) => {
    const change = parseRequest(changeRequest, request.body);
    const { tenantId } = callerOf(response);
    const interactionId = asId(request.params.id);
    const facts = await inTransaction(deps.pool, (tx) => changeConversation(tx, tenantId, interactionId, change));
    deps.signaller.offer(found(facts));
    response.json({ success: true, data: found(await readConversation(deps.pool, tenantId, interactionId)) });
  });

  router.get('/interactions/:id/messages', async (request, response) => {
    const { after, limit } = parseRequest(messagesQuery, { ...request.query });
    const interactionId = asId(request.params.id);
    const messages = found(await readMessages(deps.pool, callerOf(response).tenantId, interactionId, after, limit));
    const next = messages.length === limit ? messages.at(-1)!.seq : null;
    response.json({ success: true, data: { messages, next } });
  });

  return router;
}

function found<T>(value: T | null): T {
  if (value === null) throw new ApiError('NOT_FOUND');
  return value;
}

/** What cannot be an id is not looked for. */
function asId(text: string): string {
  const parsed = id.safeParse(text);
  if (!parsed.success) throw new ApiError('NOT_FOUND');
  return parsed.data;
}
