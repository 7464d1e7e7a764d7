import { z } from 'zod';
import { flag, id, name, phoneAsWritten, provider, questionKey, search, timestamp, words } from './fields';
import { pageOf, pageQuery } from './page';
import { defineRoute } from './route';

const campaignId = id.meta({ example: 'camp_01kb7v0c3m6d2k8e9f4g5h6j7n' });
const agentId = id.meta({ example: 'smsagent_01kb7v0c3m6d2k8e9f4g5h6j7n' });
const status = z.enum(['active', 'archived']).meta({
  description:
    'An archived campaign keeps its leads and conversations. It lends no number, routes no text and has no agent asked',
});
const reference = words(100);
const question = z.strictObject({
  key: questionKey,
  question: words(500).min(1, 'must not be empty').meta({ example: 'Do you have dental insurance?' }),
});

const fields = {
  name,
  code: reference.meta({ description: "The tenant's own name for it, unique unless empty", example: 'SPRING' }),
  clientId: reference.meta({ example: 'client_7' }),
  clientName: words(200),
  offerId: reference,
  offerName: words(200),
  status,
  phoneNumber: phoneAsWritten
    .nullable()
    .meta({ description: 'One of your numbers; one campaign that is active has it' }),
  provider: provider.nullable().meta({ description: 'Sends its texts, but for numbers that are tied to a provider' }),
  productionAgentId: agentId.nullable(),
  testAgentId: agentId.nullable().meta({ description: 'Answers test leads; the production agent where there is none' }),
  questions: z
    .array(question)
    .max(100)
    .refine((list) => new Set(list.map(({ key }) => key)).size === list.length, 'must have each key once')
    .meta({ description: 'What the agent is to find out' }),
};

export const campaignView = z
  .strictObject({
    campaignId,
    name: z.string(),
    code: z.string(),
    clientId: z.string(),
    clientName: z.string(),
    offerId: z.string(),
    offerName: z.string(),
    status,
    phoneNumber: z.string().nullable().meta({ description: 'E.164', example: '+18335645667' }),
    provider: provider.nullable(),
    productionAgentId: agentId.nullable(),
    testAgentId: agentId.nullable(),
    questions: z.array(z.strictObject({ key: z.string(), question: z.string() })),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Campaign' });

const changeCampaign = z
  .strictObject(fields)
  .partial()
  .meta({ example: { questions: [{ key: 'insurance', question: 'Do you have dental insurance?' }] } });

const createCampaign = changeCampaign
  .required({ name: true })
  .meta({ example: { name: 'Spring check-ups', code: 'SPRING', phoneNumber: '+18335645667' } });

const params = z.strictObject({ campaignId });
const tag = 'Campaigns';

export const campaignRoutes = {
  list: defineRoute({
    operationId: 'listCampaigns',
    method: 'get',
    path: '/campaigns',
    tag,
    summary: 'Campaigns, newest first',
    access: 'operator',
    query: z.strictObject({
      ...pageQuery,
      status: status.optional(),
      clientId: id.optional(),
      offerId: id.optional(),
      hasNumber: flag.optional().meta({ type: 'boolean' }),
      search: search.optional(),
    }),
    answer: { status: 200, description: 'A page of campaigns', data: pageOf(campaignView) },
  }),
  create: defineRoute({
    operationId: 'createCampaign',
    method: 'post',
    path: '/campaigns',
    tag,
    summary: 'Add a campaign',
    access: 'admin',
    body: createCampaign,
    answer: { status: 201, description: 'The campaign', data: campaignView },
    errors: ['AGENT_NOT_FOUND', 'ALREADY_EXISTS'],
  }),
  read: defineRoute({
    operationId: 'readCampaign',
    method: 'get',
    path: '/campaigns/{campaignId}',
    tag,
    summary: 'One campaign',
    access: 'operator',
    params,
    answer: { status: 200, description: 'The campaign', data: campaignView },
  }),
  change: defineRoute({
    operationId: 'changeCampaign',
    method: 'patch',
    path: '/campaigns/{campaignId}',
    tag,
    summary: 'Change a campaign, archive it or put it back',
    access: 'admin',
    params,
    body: changeCampaign,
    answer: { status: 200, description: 'The campaign as it is now', data: campaignView },
    errors: ['AGENT_NOT_FOUND', 'ALREADY_EXISTS'],
  }),
  remove: defineRoute({
    operationId: 'deleteCampaign',
    method: 'delete',
    path: '/campaigns/{campaignId}',
    tag,
    summary: 'Delete a campaign that has neither leads nor conversations',
    description: 'One that has is archived instead (`PATCH`, `status`).',
    access: 'admin',
    params,
    answer: { status: 200, description: 'It is gone', data: z.null() },
    errors: ['IN_USE'],
  }),
};
