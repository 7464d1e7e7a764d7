import { Router } from 'express';
import { changeConversation, readConversation, readLeadConversations, readMessages } from '../../db/conversations';
import { inTransaction, type Pool } from '../../db/pool';
import { looksLikeId } from '../../domain/ids';
import { callerOf } from '../authenticate';
import { parseRequest } from '../contract/common';
import { changeRequest, messagesQuery } from '../contract/interactions';
import { ApiError } from '../errors';
import type { Signaller } from '../signaller';

/** Conversations [S]: read one, read a lead's, read one's texts, set status and Agent Mode. */
export function interactionRoutes(deps: { pool: Pool; signaller: Signaller }): Router {
  const router = Router();

  router.get('/interactions/lead/:leadId', async (request, response) => {
    const conversations = await readLeadConversations(deps.pool, callerOf(response).tenantId, request.params.leadId);
    response.json({ success: true, data: found(conversations) });
  });

  router.get('/interactions/:id', async (request, response) => {
    const conversation = await readConversation(
      deps.pool,
      callerOf(response).tenantId,
      interactionId(request.params.id),
    );
    response.json({ success: true, data: found(conversation) });
  });

  router.patch('/interactions/:id', async (request, response) => {
    const change = parseRequest(changeRequest, request.body);
    const { tenantId } = callerOf(response);
    const id = interactionId(request.params.id);
    const facts = await inTransaction(deps.pool, (tx) => changeConversation(tx, tenantId, id, change));
    deps.signaller.offer(found(facts));
    response.json({ success: true, data: found(await readConversation(deps.pool, tenantId, id)) });
  });

  router.get('/interactions/:id/messages', async (request, response) => {
    const { after, limit } = parseRequest(messagesQuery, { ...request.query });
    const id = interactionId(request.params.id);
    const messages = found(await readMessages(deps.pool, callerOf(response).tenantId, id, after, limit));
    const next = messages.length === limit ? messages.at(-1)!.seq : null;
    response.json({ success: true, data: { messages, next } });
  });

  return router;
}

function found<T>(value: T | null): T {
  if (value === null) throw new ApiError('NOT_FOUND');
  return value;
}

/** What cannot be a conversation's id is not looked for. */
function interactionId(text: string): string {
  if (!looksLikeId('interaction', text)) throw new ApiError('NOT_FOUND');
  return text;
}
