import { z } from 'zod';
import { INTERACTION_STATUSES } from '../../domain/status';

/** `PATCH /api/v1/interactions/{id}`. */
export const changeRequest = z
  .strictObject({ status: z.enum(INTERACTION_STATUSES).optional(), agentMode: z.boolean().optional() })
  .refine((change) => change.status !== undefined || change.agentMode !== undefined, 'give status, agentMode, or both');

/** `GET /api/v1/interactions/{id}/messages`: a page after the event number `after`. */
export const messagesQuery = z.strictObject({
  after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
