import { z } from 'zod';
import { e164, id, text } from './fields';

const sendFields = z.strictObject({
  leadId: id,
  message: text,
  to: e164.optional(),
  from: e164.optional(),
  campaignId: id.optional(),
  interactionId: id.optional(),
  source: z.literal('sms_agent', 'the only source a caller may name is sms_agent').optional(),
  turnId: id.optional(),
});

/** `POST /api/v1/sms/send` [S]. */
export const sendRequest = sendFields.refine((send) => send.turnId === undefined || send.source === 'sms_agent', {
  path: ['turnId'],
  error: 'only an agent answers a turn: give source "sms_agent" with it',
});

export type SendRequestBody = z.output<typeof sendRequest>;
