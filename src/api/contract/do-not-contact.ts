import { z } from 'zod';
import { id, timestamp, words } from './fields';
import { pageOf, pageQuery } from './page';
import { defineRoute } from './route';

const channel = z.enum(['sms']);
const reason = words(1_000)
  .refine((value) => value.trim() !== '', 'must not be empty')
  .meta({ example: 'Asked on the phone not to be texted' });
const who = z
  .string()
  .meta({ description: 'A person (`user_…`) or a key (`key_…`)', example: 'user_01kb7v0c3m6d2k8e9f4g5h6j7n' });

const decisionView = z
  .strictObject({
    doNotContactId: id,
    leadId: id,
    channel,
    reason: z.string(),
    setBy: who,
    setAt: timestamp,
    liftedBy: who.nullable(),
    liftedReason: z.string().nullable(),
    liftedAt: timestamp.nullable().meta({ description: 'Null: it holds' }),
  })
  .meta({ id: 'DoNotContact', description: 'A decision that a lead is not to be contacted, and when it was lifted' });

const params = z.strictObject({ leadId: id, channel });
const body = z.strictObject({ reason }).meta({ example: { reason: 'Asked on the phone not to be texted' } });
const tag = 'Do Not Contact';

export const doNotContactRoutes = {
  list: defineRoute({
    operationId: 'listDoNotContact',
    method: 'get',
    path: '/do-not-contact',
    tag,
    summary: 'The decisions that hold now, newest first',
    access: 'operator',
    query: z.strictObject(pageQuery),
    answer: { status: 200, description: 'A page of decisions', data: pageOf(decisionView) },
  }),
  ofLead: defineRoute({
    operationId: 'readLeadDoNotContact',
    method: 'get',
    path: '/leads/{leadId}/do-not-contact',
    tag,
    summary: 'All decisions about a lead, newest first; the lifted ones too',
    access: 'operator',
    params: z.strictObject({ leadId: id }),
    answer: { status: 200, description: 'The decisions', data: z.array(decisionView) },
  }),
  set: defineRoute({
    operationId: 'setDoNotContact',
    method: 'put',
    path: '/leads/{leadId}/do-not-contact/{channel}',
    tag,
    summary: 'Have a lead not contacted any more',
    description:
      "Blocks every text to the lead and to its phone number from then on, queued ones and the agent's replies included; a turn that waits is dropped. " +
      'What the lead writes is still recorded. Where it holds already, it stays as it was.',
    access: 'operator',
    params,
    body,
    answer: { status: 200, description: 'The decision', data: decisionView },
  }),
  lift: defineRoute({
    operationId: 'liftDoNotContact',
    method: 'post',
    path: '/leads/{leadId}/do-not-contact/{channel}/lift',
    tag,
    summary: 'Allow a lead to be contacted again',
    access: 'operator',
    params,
    body,
    answer: { status: 200, description: 'The decision, lifted', data: decisionView },
  }),
};
