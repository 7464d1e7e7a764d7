import { z } from 'zod';
import { e164, id, text } from './common';

/** `POST /api/v1/sms/send` [S]. */
export const sendRequest = z.strictObject({
  leadId: id,
  message: text,
  to: e164.optional(),
  from: e164.optional(),
  campaignId: id.optional(),
  interactionId: id.optional(),
  source: z.literal('sms_agent', 'the only source a caller may name is sms_agent').optional(),
  turnId: id.optional(),
});

export type SendRequestBody = z.output<typeof sendRequest>;
