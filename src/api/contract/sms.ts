import { z } from 'zod';
import { e164, givenTime, id, text, timestamp } from './fields';
import { defineRoute } from './route';

/** Whether it is in the future, and not too far, is for the handler: a repeated request is answered as the first was. */
export const sendAt = givenTime.meta({
  description: 'When it leaves: with an offset or Z, in the future, at most 35 days ahead. It is scheduled until then',
  example: '2026-02-16T09:00:00-05:00',
});

const sendFields = z.strictObject({
  leadId: id,
  message: text,
  to: e164.optional(),
  from: e164.optional(),
  campaignId: id.optional(),
  interactionId: id.optional(),
  source: z.literal('sms_agent', 'the only source a caller may name is sms_agent').optional(),
  turnId: id.optional(),
  sendAt: sendAt.optional(),
});

const sendRequest = sendFields
  .refine((send) => send.turnId === undefined || send.source === 'sms_agent', {
    path: ['turnId'],
    error: 'only an agent answers a turn: give source "sms_agent" with it',
  })
  .meta({ example: { leadId: 'lead_abc123', message: 'Hi Jane, following up on your inquiry.' } });

export type SendRequestBody = z.output<typeof sendRequest>;

const sent = z.strictObject({
  messageId: id.meta({ example: 'msg_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
  status: z
    .string()
    .meta({ description: '`sent`, `queued`, `sending`, `scheduled`, or how far it has come since', example: 'sent' }),
  interactionId: id.meta({ example: 'int_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
  sendAt: timestamp.optional().meta({ description: 'When a scheduled text leaves: as asked, or after quiet hours' }),
});

/** `POST /api/v1/sms/send` [S]. */
export const smsRoutes = {
  send: defineRoute({
    operationId: 'sendText',
    method: 'post',
    path: '/sms/send',
    tag: 'Texts',
    summary: 'Text a lead',
    description:
      "`leadId` and `message` are enough. To: `to`, else the lead's phone. From: `from`, else the campaign's number, else its agent's, " +
      "else the tenant's first that can send. Campaign: `campaignId`, else the lead's. Waits for the provider's verdict. " +
      'With `sendAt` it is checked now, scheduled, and checked once more when it leaves; see `/scheduled-texts`.',
    access: 'operator',
    body: sendRequest,
    headers: z.object({
      'Idempotency-Key': z
        .string()
        .max(257)
        .optional()
        .meta({ description: 'The same key and body sends once in 24 hours; 1 to 255 characters, bare or quoted' }),
      Prefer: z.string().optional().meta({ description: '`respond-async`: do not wait for the provider' }),
    }),
    answer: {
      status: 200,
      description: 'The provider took it',
      data: sent,
      also: { 202: 'It is recorded or scheduled and goes out by itself; do not send it again' },
    },
    errors: [
      'NOT_FOUND',
      'CAMPAIGN_NOT_FOUND',
      'TURN_NOT_FOUND',
      'CONTACT_OPTED_OUT',
      'NEAR_OPT_OUT',
      'TURN_ALREADY_ANSWERED',
      'STALE_TURN',
      'ANSWERED_BY_PERSON',
      'AGENT_MODE_OFF',
      'ANSWER_LIMIT_REACHED',
      'IDEMPOTENCY_KEY_IN_PROGRESS',
      'IDEMPOTENCY_KEY_REUSED',
      'MISSING_LEAD_PHONE',
      'MISSING_PHONE_NUMBER',
      'FROM_NOT_OURS',
      'CAMPAIGN_ARCHIVED',
      'CONVERSATION_MISMATCH',
      'PROVIDER_NOT_CONFIGURED',
      'DELIVERY_REFUSED',
      'NO_LONGER_SCHEDULED',
    ],
  }),
};
