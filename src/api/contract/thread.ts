import { z } from 'zod';
import { MESSAGE_STATES } from '../../domain/delivery';
import { id, timestamp, wholeNumber } from './fields';
import { direction, role, source } from './interactions';
import { defineRoute } from './route';
import { scheduledFor } from './scheduled-texts';

export const messageView = z
  .strictObject({
    messageId: id.meta({ example: 'msg_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    seq: z.int(),
    timestamp,
    direction,
    role,
    source,
    message: z.string(),
    from: z.string(),
    to: z.string(),
    state: z.enum(MESSAGE_STATES),
    withheldRule: z.string().nullable().meta({ description: 'Why a text was not sent, where a rule forbade it' }),
    segments: z.int(),
    provider: z.string(),
    providerMessageId: z.string().nullable(),
    errorCode: z.string().nullable(),
    errorMessage: z.string().nullable(),
    turnId: z.string().nullable(),
    sentBy: z
      .string()
      .nullable()
      .meta({ description: 'The person or the key that sent it', example: 'user_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    sendAt: timestamp
      .nullable()
      .meta({ description: 'When it leaves, or was to leave, where it is or was scheduled; it gets a new `seq` then' }),
    scheduledFor: scheduledFor.nullable(),
    writtenAt: timestamp.nullable().meta({
      description: 'When the provider got a text that came here later than at once, after an outage; else null',
    }),
    late: z
      .boolean()
      .meta({ description: 'It came so late that the agent was not asked about it, and a person is to see it' }),
  })
  .meta({ id: 'Message' });

export const eventView = z
  .strictObject({
    seq: z.int(),
    at: timestamp,
    type: z.string().meta({ example: 'inbound-message' }),
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Ids, times (milliseconds since 1970) and names of rules; never a text or a phone number' }),
  })
  .meta({ id: 'Event' });

const LARGEST_SEQ = 2_147_483_647;

const seqPage = z.strictObject({
  after: wholeNumber(0, LARGEST_SEQ, 0),
  before: z
    .string()
    .regex(/^\d{1,10}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= 1 && value <= LARGEST_SEQ, `must be from 1 to ${LARGEST_SEQ}`)
    .optional()
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: LARGEST_SEQ,
      description: `The newest before this number, for paging back: ${LARGEST_SEQ} for the newest of all`,
      example: LARGEST_SEQ,
    }),
  limit: wholeNumber(1, 500, 100),
});

const beside = {
  next: z.int().nullable().meta({ description: 'The `after` of the next page; null on the last, and with `before`' }),
  previous: z
    .int()
    .nullable()
    .meta({ description: 'The `before` of the page before; null at the start, and without `before`' }),
};
const params = z.strictObject({ interactionId: id });
const tag = 'Conversations';

/** What a conversation's thread is made of, from the oldest on, or from the newest back. */
export const threadRoutes = {
  messages: defineRoute({
    operationId: 'listMessages',
    method: 'get',
    path: '/interactions/{interactionId}/messages',
    tag,
    summary: "A conversation's texts in order, with what became of each",
    access: 'operator',
    params,
    query: seqPage,
    answer: {
      status: 200,
      description: 'A page of texts',
      data: z.strictObject({ messages: z.array(messageView), ...beside }),
    },
  }),
  timeline: defineRoute({
    operationId: 'readTimeline',
    method: 'get',
    path: '/interactions/{interactionId}/timeline',
    tag,
    summary: 'Everything that happened to a conversation, in order: the answer to "why?"',
    access: 'operator',
    params,
    query: seqPage,
    answer: {
      status: 200,
      description: 'A page of events',
      data: z.strictObject({ events: z.array(eventView), ...beside }),
    },
  }),
};
