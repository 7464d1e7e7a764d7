import { z } from 'zod';
import { flag, id, name, phoneAsWritten, provider, timestamp, words } from './fields';
import { pageOf, pageQuery } from './page';
import { defineRoute } from './route';

const agentId = id.meta({ example: 'smsagent_01kb7v0c3m6d2k8e9f4g5h6j7n' });
const campaignId = id.meta({ example: 'camp_01kb7v0c3m6d2k8e9f4g5h6j7n' });

const webhookUrl = z
  .url({ protocol: /^https?$/, error: 'must be a full http:// or https:// address' })
  .max(2_000, 'must have at most 2000 characters')
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'must not hold a user name or a password')
  .meta({ example: 'https://agent.example/sms' });
const batchWindowMs = z
  .int('must be a whole number')
  .min(1_000, 'must be from 1000 to 60000')
  .max(60_000, 'must be from 1000 to 60000')
  .meta({
    description: "The quiet time after a lead's text before the agent is asked, in milliseconds",
    example: 7_000,
  });
const pauseAfterPersonMinutes = z
  .int('must be a whole number')
  .min(0, 'must be from 0 to 10080')
  .max(10_080, 'must be from 0 to 10080')
  .meta({
    description: "After a person's text the agent rests so long: what comes is recorded and waits; 0: it does not rest",
    example: 60,
  });
const answersPerHour = z
  .int('must be a whole number')
  .min(1, 'must be from 1 to 1000')
  .max(1_000, 'must be from 1 to 1000')
  .meta({
    description: 'The most answers that it gives within an hour in one conversation, lest two programs text each other',
    example: 30,
  });

const fields = {
  name,
  description: words(2_000),
  provider: provider
    .nullable()
    .meta({ description: 'Sends what goes out from its phone number, where that is tied to none' }),
  phoneNumber: phoneAsWritten.nullable().meta({ description: 'One of your numbers; one agent has it' }),
  webhookUrl,
  batchWindowMs,
  pauseAfterPersonMinutes,
  answersPerHour,
  isTest: z.boolean().meta({ description: 'For test leads' }),
  active: z.boolean().meta({ description: 'Off: nobody is asked, texts are recorded' }),
  inboundEnabled: z.boolean().meta({ description: "Off: it is not asked about leads' texts" }),
  inboundCampaignIds: z
    .array(campaignId)
    .max(100)
    .refine((list) => new Set(list).size === list.length, 'must have each campaign once')
    .meta({ description: "Where the sender of a text to the agent's number is looked for, in this order" }),
};

export const agentView = z
  .strictObject({
    agentId,
    name: z.string(),
    description: z.string(),
    provider: provider.nullable(),
    phoneNumber: z.string().nullable().meta({ description: 'E.164' }),
    webhookUrl: z.string(),
    batchWindowMs: z.int(),
    pauseAfterPersonMinutes: z.int(),
    answersPerHour: z.int(),
    isTest: z.boolean(),
    active: z.boolean(),
    inboundEnabled: z.boolean(),
    inboundCampaignIds: z.array(z.string()),
    previousSecretUntil: timestamp
      .nullable()
      .meta({ description: 'Until then the secret before the last rotation signs too' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'SmsAgent', description: 'An AI agent behind a webhook' });

const secret = z.string().meta({
  description: 'Signs the requests to the webhook. Shown this once',
  example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
});

const changeAgent = z
  .strictObject(fields)
  .partial()
  .meta({ example: { active: false } });

const createAgent = changeAgent
  .required({ name: true, webhookUrl: true })
  .meta({ example: { name: 'Dental AI', webhookUrl: 'https://agent.example/sms', batchWindowMs: 7_000 } });

const rotateSecret = z
  .strictObject({
    keepPreviousHours: z.int().min(0).max(168).default(24).meta({
      description: 'How long the secret of now goes on to sign beside the new one; 0: not at all',
      type: 'integer',
      minimum: 0,
      maximum: 168,
      default: 24,
    }),
  })
  .meta({ example: { keepPreviousHours: 24 } });

const params = z.strictObject({ agentId });
const tag = 'SMS agents';

export const agentRoutes = {
  list: defineRoute({
    operationId: 'listSmsAgents',
    method: 'get',
    path: '/sms-agents',
    tag,
    summary: 'AI agents, newest first',
    access: 'operator',
    query: z.strictObject({
      ...pageQuery,
      active: flag.optional().meta({ type: 'boolean' }),
      isTest: flag.optional().meta({ type: 'boolean' }),
    }),
    answer: { status: 200, description: 'A page of agents', data: pageOf(agentView) },
  }),
  create: defineRoute({
    operationId: 'createSmsAgent',
    method: 'post',
    path: '/sms-agents',
    tag,
    summary: 'Add an AI agent; its signing secret is shown this once',
    access: 'admin',
    body: createAgent,
    answer: {
      status: 201,
      description: 'The agent and its secret',
      data: agentView.extend({ secret }).meta({ id: 'NewSmsAgent' }),
    },
    errors: ['CAMPAIGN_NOT_FOUND', 'ALREADY_EXISTS'],
  }),
  read: defineRoute({
    operationId: 'readSmsAgent',
    method: 'get',
    path: '/sms-agents/{agentId}',
    tag,
    summary: 'One agent',
    access: 'operator',
    params,
    answer: { status: 200, description: 'The agent', data: agentView },
  }),
  change: defineRoute({
    operationId: 'changeSmsAgent',
    method: 'patch',
    path: '/sms-agents/{agentId}',
    tag,
    summary: 'Change an agent, or switch it off',
    access: 'admin',
    params,
    body: changeAgent,
    answer: { status: 200, description: 'The agent as it is now', data: agentView },
    errors: ['CAMPAIGN_NOT_FOUND', 'ALREADY_EXISTS'],
  }),
  rotateSecret: defineRoute({
    operationId: 'rotateSmsAgentSecret',
    method: 'post',
    path: '/sms-agents/{agentId}/rotate-secret',
    tag,
    summary: 'Give an agent a new signing secret; the one before stays valid for a while',
    access: 'admin',
    params,
    body: rotateSecret,
    answer: {
      status: 200,
      description: 'The new secret',
      data: z.strictObject({ secret, previousSecretUntil: timestamp.nullable() }),
    },
  }),
  remove: defineRoute({
    operationId: 'deleteSmsAgent',
    method: 'delete',
    path: '/sms-agents/{agentId}',
    tag,
    summary: 'Delete an agent that no campaign has and that was never asked',
    description: 'One that was is switched off instead (`PATCH`, `active`).',
    access: 'admin',
    params,
    answer: { status: 200, description: 'It is gone', data: z.null() },
    errors: ['IN_USE'],
  }),
};
