import { z } from 'zod';
import { SCHEDULED_FOR } from '../../domain/scheduled-text';
import { id, text, timestamp } from './fields';
import { source } from './interactions';
import { pageOf, timedPageQuery } from './page';
import { defineRoute } from './route';
import { sendAt } from './sms';

export const scheduledFor = z.enum(SCHEDULED_FOR).meta({
  description:
    '`asked`: somebody gave this time; `quiet_hours`: the text came into quiet hours, and waits for their end',
});

const messageId = id.meta({ example: 'msg_01kb7v0c3m6d2k8e9f4g5h6j7n' });

const scheduledText = z
  .strictObject({
    messageId,
    interactionId: id.meta({ example: 'int_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    leadId: id,
    source,
    message: z.string(),
    from: z.string(),
    to: z.string(),
    segments: z.int(),
    sendAt: timestamp,
    scheduledFor,
    turnId: z.string().nullable().meta({ description: 'The turn that it answers' }),
    sentBy: z.string().nullable().meta({ description: 'The person or the key that wrote it' }),
    createdAt: timestamp,
  })
  .meta({ id: 'ScheduledText', description: 'A text that waits for its time' });

const changeScheduled = z
  .strictObject({ sendAt: sendAt.optional(), message: text.optional() })
  .refine((change) => change.sendAt !== undefined || change.message !== undefined, 'give sendAt, message, or both')
  .meta({ example: { message: 'See you on Friday.' } });

const params = z.strictObject({ messageId });
const tag = 'Texts';

/** Texts that wait for a time. They are scheduled by `POST /sms/send`. */
export const scheduledTextRoutes = {
  list: defineRoute({
    operationId: 'listScheduledTexts',
    method: 'get',
    path: '/scheduled-texts',
    tag,
    summary: 'Texts that wait for their time, the soonest first',
    description: 'Those scheduled with `sendAt`, and those that wait for the end of quiet hours.',
    access: 'operator',
    query: z.strictObject({ ...timedPageQuery, interactionId: id.optional(), leadId: id.optional() }),
    answer: { status: 200, description: 'A page of texts', data: pageOf(scheduledText) },
  }),
  change: defineRoute({
    operationId: 'changeScheduledText',
    method: 'patch',
    path: '/scheduled-texts/{messageId}',
    tag,
    summary: 'Change a scheduled text: when it leaves, or its words',
    access: 'operator',
    params,
    body: changeScheduled,
    answer: { status: 200, description: 'The text as it is now', data: scheduledText },
    errors: ['NO_LONGER_SCHEDULED'],
  }),
  cancel: defineRoute({
    operationId: 'cancelScheduledText',
    method: 'delete',
    path: '/scheduled-texts/{messageId}',
    tag,
    summary: 'Cancel a scheduled text',
    description: "It is withheld, with the rule `cancelled`, and stays among the conversation's texts as such.",
    access: 'operator',
    params,
    answer: { status: 200, description: 'It does not leave', data: z.null() },
    errors: ['NO_LONGER_SCHEDULED'],
  }),
};
