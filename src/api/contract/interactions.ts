import { z } from 'zod';
import { ATTENTION_REASONS } from '../../domain/attention';
import { MESSAGE_STATES } from '../../domain/delivery';
import { INTERACTION_STATUSES } from '../../domain/status';
import { givenTime, id, search, timestamp } from './fields';
import { pageOf, timedPageQuery } from './page';
import { defineRoute } from './route';

const status = z.enum(INTERACTION_STATUSES).meta({ example: 'in_progress' });
export const source = z.enum(['manual', 'api', 'inbound', 'sms_agent', 'system']);
export const direction = z.enum(['inbound', 'outbound']);
export const role = z.enum(['agent', 'user']).meta({ description: '`agent` is us, `user` the lead' });
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
  attention: z
    .strictObject({ reason: z.enum(ATTENTION_REASONS), since: timestamp })
    .nullable()
    .meta({ description: 'Why a person should look at it; null: nobody needs to' }),
  consent: z
    .enum(['ok', 'opted_out', 'do_not_contact'])
    .meta({ description: 'Whether a text may leave in it now, and why not' }),
};

const turn = z
  .strictObject({
    turnId: z.string().meta({ example: 'turn_01kb7v0c3m6d2k8e9f4g5h6j7n_1' }),
    state: z.enum(['collecting', 'asking', 'retrying', 'waiting']),
    openedAt: timestamp,
    lastTextAt: timestamp,
    windowMs: z.int(),
    windowEndsAt: timestamp.meta({ description: 'When the agent is asked, if no further text comes before' }),
    attempts: z.int().meta({ description: 'How often the agent was asked' }),
    agentName: z.string(),
  })
  .nullable()
  .meta({ description: "The turn that waits for the agent's answer" });

const agentRestsUntil = timestamp.nullable().meta({
  description: 'Until when the agent rests because a person wrote, if Agent Mode is on; null: it does not',
  example: null,
});

export const interactionView = z
  .strictObject({
    ...head,
    summary: z.string(),
    transcript: z.array(z.strictObject({ timestamp, role, message: z.string(), source })),
    errorCode: optional("The last failure's code, the provider's or ours"),
    errorMessage: z.string(),
    turn,
    agentRestsUntil,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({
    id: 'Interaction',
    description: 'A conversation: everything between one of our numbers and one lead number',
  });

/** What a list shows of a conversation to whoever looks. */
const listed = {
  ...head,
  lead: z.strictObject({ firstName: z.string(), lastName: z.string(), status: z.string(), isTest: z.boolean() }),
  campaignName: optional("The campaign's name"),
  lastMessage: z
    .strictObject({ messageId: id, timestamp, direction, source, message: z.string(), state: z.enum(MESSAGE_STATES) })
    .nullable(),
  lastActivityAt: timestamp,
  createdAt: timestamp,
};

/** The same for everybody, as live changes tell it. */
export const sharedInteraction = z.strictObject(listed).meta({
  id: 'SharedInteraction',
  description: "A conversation as a list shows it, without what is one person's own",
});

const unread = z.int().meta({
  description: 'How many texts of the lead you have not read: at most 100, of the newest 200; 0 for an API key',
});

const listedInteraction = z.strictObject({ ...listed, unread }).meta({
  id: 'ListedInteraction',
  description: 'A conversation as a list shows it: its newest text, not the transcript',
});

const interactionHead = z
  .strictObject({
    ...listed,
    unread,
    turn,
    agentRestsUntil,
    lastSeq: z.int().meta({ description: "The newest event's number" }),
    readSeq: z.int().meta({ description: 'How far you have read; 0: not marked, or an API key' }),
    errorCode: optional("The last failure's code, the provider's or ours"),
    errorMessage: z.string(),
    updatedAt: timestamp,
  })
  .meta({ id: 'InteractionHead', description: 'A conversation without its texts' });

const changeInteraction = z
  .strictObject({
    status: status.optional(),
    agentMode: z.boolean().optional(),
    attention: z.null().optional().meta({ description: 'null: a person looked' }),
  })
  .refine(
    (change) => Object.values(change).some((value) => value !== undefined),
    'give status, agentMode, attention, or several',
  )
  .meta({ example: { status: 'follow_up', agentMode: false } });

const readMark = z
  .strictObject({
    seq: z.int().min(0).max(2_147_483_647).meta({ description: "A text's or an event's number", example: 12 }),
    unread: z.literal(true).optional().meta({ description: 'This text, and those after it, are unread again' }),
  })
  .meta({ example: { seq: 12 } });

const listQuery = z.strictObject({
  ...timedPageQuery,
  campaignId: id.optional(),
  clientId: id.optional(),
  offerId: id.optional(),
  status: status.optional(),
  attention: z
    .literal('true', 'must be true')
    .transform(() => true)
    .optional()
    .meta({
      description: 'Those that a person should look at',
      example: 'true',
    }),
  from: givenTime
    .optional()
    .meta({ description: 'Newest activity at this time or later', example: '2026-02-01T00:00:00Z' }),
  to: givenTime.optional().meta({ description: 'Newest activity before this time', example: '2026-03-01T00:00:00Z' }),
  search: search.optional(),
});

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
  head: defineRoute({
    operationId: 'readInteractionHead',
    method: 'get',
    path: '/interactions/{interactionId}/head',
    tag,
    summary: 'One conversation without its texts, for showing it around them',
    access: 'operator',
    params,
    answer: { status: 200, description: 'The conversation', data: interactionHead },
  }),
  change: defineRoute({
    operationId: 'changeInteraction',
    method: 'patch',
    path: '/interactions/{interactionId}',
    tag,
    summary: 'Set the status, switch Agent Mode, or say that you looked at what needed a person',
    access: 'operator',
    params,
    body: changeInteraction,
    answer: { status: 200, description: 'The conversation as it is now', data: interactionView },
    errors: ['DECISION_NEEDED'],
  }),
  markRead: defineRoute({
    operationId: 'markInteractionRead',
    method: 'put',
    path: '/interactions/{interactionId}/read',
    tag,
    summary: 'Remember how far you have read a conversation',
    description:
      'The mark only moves forward, unless `unread` is given: then this text and those after it are unread again.',
    access: 'person',
    params,
    body: readMark,
    answer: {
      status: 200,
      description: 'The mark as it is now',
      data: z.strictObject({ readSeq: z.int().meta({ description: 'Everything up to this is read' }) }),
    },
  }),
  askAgent: defineRoute({
    operationId: 'askAgentAgain',
    method: 'post',
    path: '/interactions/{interactionId}/ask-agent',
    tag,
    summary: 'Have the agent asked at once about everything that is not answered yet',
    description:
      'Opens a turn with the texts of the failed turn, with those that came while nobody was asked, and with late ones that the agent passed over. Works with Agent Mode off too, and leaves it as it is. Ends a rest of the agent. A person has it asked beyond its limit of answers in an hour; a key does not.',
    access: 'operator',
    params,
    answer: {
      status: 200,
      description: 'The turn that was opened',
      data: z.strictObject({
        turnId: z.string().meta({ example: 'turn_01kb7v0c3m6d2k8e9f4g5h6j7n_2' }),
        texts: z.int().meta({ description: 'How many texts it holds' }),
      }),
    },
    errors: [
      'TURN_OPEN',
      'DECISION_NEEDED',
      'NOTHING_TO_ANSWER',
      'NO_AGENT',
      'CONTACT_OPTED_OUT',
      'FROM_NOT_OURS',
      'ANSWER_LIMIT_REACHED',
    ],
  }),
};
