import { z } from 'zod';
import { LEAD_STATUSES } from '../../domain/lead';
import { email, flag, id, phoneAsWritten, questionKey, search, timestamp, timezone, words } from './fields';
import { pageOf, pageQuery } from './page';
import { defineRoute } from './route';

const status = z
  .enum(LEAD_STATUSES)
  .meta({ description: "Independent of the conversations' statuses", example: 'new' });
const question = words(500).meta({ example: 'Do you have dental insurance?' });
const answer = words(2_000).meta({ description: 'Empty: not known', example: 'Yes, with Delta' });

/** A decision that a lead is not to be contacted, as it holds now. */
const holdingDoNotContact = z.strictObject({
  channel: z.enum(['sms']),
  reason: z.string(),
  setBy: z
    .string()
    .meta({ description: 'The person or the key that decided', example: 'user_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
  setAt: timestamp,
});

export const leadView = z
  .strictObject({
    leadId: id,
    campaignId: id.nullable(),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string(),
    phone: z.string().nullable().meta({ description: 'E.164', example: '+12125551234' }),
    status,
    isTest: z
      .boolean()
      .meta({ description: "Test leads are answered by their campaign's test agent, where it has one" }),
    timezone: z.string().nullable(),
    questionnaire: z.array(z.strictObject({ key: z.string(), question: z.string(), answer: z.string() })),
    notes: z.string(),
    archived: z.boolean().meta({ description: 'Left out of lists; its conversations go on' }),
    doNotContact: z.array(holdingDoNotContact),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Lead' });

const fields = {
  campaignId: id.nullable(),
  firstName: words(200).meta({ example: 'Jane' }),
  lastName: words(200).meta({ example: 'Doe' }),
  email: email.or(z.literal('')).meta({ example: 'jane@example.com' }),
  phone: phoneAsWritten.nullable(),
  status,
  isTest: z.boolean(),
  timezone: timezone.nullable(),
  notes: words(10_000),
};

const answers = z.array(z.strictObject({ key: questionKey, question: question.optional(), answer })).max(200);

export const leadFields = z.strictObject(fields);

const createLead = leadFields
  .extend({ questionnaire: answers })
  .partial()
  .meta({ example: { firstName: 'Jane', lastName: 'Doe', phone: '(212) 555-1234', isTest: true } });

const changeLead = leadFields
  .extend({
    questionnaire: answers.meta({
      description: 'Merged by key: what is not given stays. This is how an agent tells what it found out.',
    }),
    archived: z.boolean(),
  })
  .partial()
  .meta({ example: { status: 'qualified', questionnaire: [{ key: 'insurance', answer: 'Yes, with Delta' }] } });

const listQuery = z.strictObject({
  ...pageQuery,
  campaignId: id.optional(),
  status: status.optional(),
  isTest: flag.optional(),
  archived: flag.default(false).meta({ type: 'boolean', default: false }),
  search: search.optional(),
});

const params = z.strictObject({ leadId: id });
const tag = 'Leads';

export const leadRoutes = {
  list: defineRoute({
    operationId: 'listLeads',
    method: 'get',
    path: '/leads',
    tag,
    summary: 'Leads, newest first',
    access: 'operator',
    query: listQuery,
    answer: { status: 200, description: 'A page of leads', data: pageOf(leadView) },
  }),
  create: defineRoute({
    operationId: 'createLead',
    method: 'post',
    path: '/leads',
    tag,
    summary: 'Add a lead',
    access: 'operator',
    body: createLead,
    answer: { status: 201, description: 'The lead', data: leadView },
    errors: ['CAMPAIGN_NOT_FOUND'],
  }),
  read: defineRoute({
    operationId: 'readLead',
    method: 'get',
    path: '/leads/{leadId}',
    tag,
    summary: 'One lead',
    access: 'operator',
    params,
    answer: { status: 200, description: 'The lead', data: leadView },
  }),
  change: defineRoute({
    operationId: 'changeLead',
    method: 'patch',
    path: '/leads/{leadId}',
    tag,
    summary: 'Change a lead, or add what it answered',
    access: 'operator',
    params,
    body: changeLead,
    answer: { status: 200, description: 'The lead as it is now', data: leadView },
    errors: ['CAMPAIGN_NOT_FOUND'],
  }),
  remove: defineRoute({
    operationId: 'deleteLead',
    method: 'delete',
    path: '/leads/{leadId}',
    tag,
    summary: 'Delete a lead that has no conversation',
    description: 'A lead with a conversation is archived instead (`PATCH`, `archived`): what was said to it stays.',
    access: 'admin',
    params,
    answer: { status: 200, description: 'It is gone', data: z.null() },
    errors: ['IN_USE'],
  }),
};
