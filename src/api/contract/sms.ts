import { z } from 'zod';
import { e164, text } from './common';

/** `POST /api/v1/sms/send` [S]. */
export const sendRequest = z.strictObject({
  leadId: z.string().min(1).max(100),
  message: text,
  to: e164.optional(),
  from: e164.optional(),
  campaignId: z.string().min(1).max(100).optional(),
  interactionId: z.string().min(1).max(100).optional(),
  source: z.literal('sms_agent', 'the only source a caller may name is sms_agent').optional(),
  turnId: z.string().min(1).max(100).optional(),
});

export type SendRequestBody = z.output<typeof sendRequest>;
