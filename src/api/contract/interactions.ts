import { z } from 'zod';
import { MESSAGE_STATES } from '../../domain/delivery';
import { INTERACTION_STATUSES } from '../../domain/status';
import { givenTime, id, search, timestamp, wholeNumber } from './fields';
import { pageOf, timedPageQuery } from './page';
import { defineRoute } from './route';

const status = z.enum(INTERACTION_STATUSES).meta({ example: 'in_progress' });
const source = z.enum(['manual', 'api', 'inbound', 'sms_agent', 'system']);
const direction = z.enum(['inbound', 'outbound']);
const role = z.enum(['agent', 'user']).meta({ description: '`agent` is us, `user` the lead' });
const optional = (what: string) => z.string().meta({ description: `${what}; empty: none` });

const head = {
  interactionId: id.meta({ example: 'int_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
  leadId: id,
  campaignId: optional('The campaign'),
  clientId: optional("The campaign's client"),
  offerId: optional("The campaign's offer"),
  type: z.literal('sms'),
  status,
  phone: z.string().meta({ description: "The lead's number, E.164", example: '+12125551234' }),
  telephony: z.strictObject({
    provider: z.string().meta({ example: 'twilio' }),
    messageId: optional('The newest message'),
    phoneNumber: z.string().meta({ description: 'Our number, E.164', example: '+18335645667' }),
  }),
  sms: z.strictObject({ agentMode: z.boolean(), direction: direction.meta({ description: 'Of the newest text' }) }),
  consent: z
    .enum(['ok', 'opted_out', 'do_not_contact'])
    .meta({ description: 'Whether a text may leave in it now, and why not' }),
};

export const interactionView = z
  .strictObject({
    ...head,
    summary: z.string(),
    transcript: z.array(z.strictObject({ timestamp, role, message: z.string(), source })),
    errorCode: optional("The last failure's code, the provider's or ours"),
    errorMessage: z.string(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({
    id: 'Interaction',
    description: 'A conversation: everything between one of our numbers and one lead number',
  });

const listedInteraction = z
  .strictObject({
    ...head,
    lead: z.strictObject({ firstName: z.string(), lastName: z.string(), status: z.string(), isTest: z.boolean() }),
    campaignName: optional("The campaign's name"),
    lastMessage: z
      .strictObject({ messageId: id, timestamp, direction, source, message: z.string(), state: z.enum(MESSAGE_STATES) })
      .nullable(),
    lastActivityAt: timestamp,
    createdAt: timestamp,
  })
  .meta({
    id: 'ListedInteraction',
    description: 'A conversation as a list shows it: its newest text, not the transcript',
  });

const messageView = z
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
  })
  .meta({ id: 'Message' });

const eventView = z
  .strictObject({
    seq: z.int(),
    at: timestamp,
    type: z.string().meta({ example: 'inbound-message' }),
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Ids, times and names of rules; never a text or a number' }),
  })
  .meta({ id: 'Event' });

const changeInteraction = z
  .strictObject({ status: status.optional(), agentMode: z.boolean().optional() })
  .refine((change) => change.status !== undefined || change.agentMode !== undefined, 'give status, agentMode, or both')
  .meta({ example: { status: 'follow_up', agentMode: false } });

const listQuery = z.strictObject({
  ...timedPageQuery,
  campaignId: id.optional(),
  clientId: id.optional(),
  offerId: id.optional(),
  status: status.optional(),
  from: givenTime
    .optional()
    .meta({ description: 'Newest activity at this time or later', example: '2026-02-01T00:00:00Z' }),
  to: givenTime.optional().meta({ description: 'Newest activity before this time', example: '2026-03-01T00:00:00Z' }),
  search: search.optional(),
});

const seqPage = z.strictObject({
  after: wholeNumber(0, 2_147_483_647, 0),
  limit: wholeNumber(1, 500, 100),
});

const next = z.int().nullable().meta({ description: 'The `after` of the next page; null on the last' });
const params = z.strictObject({ interactionId: id });
const tag = 'Conversations';

export const interactionRoutes = {
  list: defineRoute({
    operationId: 'listInteractions',
    method: 'get',
    path: '/interactions',
    tag,
    summary: 'Conversations, newest activity first',
    description:
      'A conversation that a text comes to while you page moves to the front; none comes twice on the way back in time.',
    access: 'operator',
    query: listQuery,
    answer: { status: 200, description: 'A page of conversations', data: pageOf(listedInteraction) },
  }),
  ofLead: defineRoute({
    operationId: 'readLeadInteractions',
    method: 'get',
    path: '/interactions/lead/{leadId}',
    tag,
    summary: "A lead's conversations, newest first",
    access: 'operator',
    params: z.strictObject({ leadId: id }),
    answer: { status: 200, description: 'The conversations', data: z.array(interactionView) },
  }),
  read: defineRoute({
    operationId: 'readInteraction',
    method: 'get',
    path: '/interactions/{interactionId}',
    tag,
    summary: 'One conversation with its transcript',
    access: 'operator',
    params,
    answer: { status: 200, description: 'The conversation', data: interactionView },
  }),
  change: defineRoute({
    operationId: 'changeInteraction',
    method: 'patch',
    path: '/interactions/{interactionId}',
    tag,
    summary: 'Set the status, or switch Agent Mode',
    access: 'operator',
    params,
    body: changeInteraction,
    answer: { status: 200, description: 'The conversation as it is now', data: interactionView },
  }),
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
      data: z.strictObject({ messages: z.array(messageView), next }),
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
      data: z.strictObject({ events: z.array(eventView), next }),
    },
  }),
};
