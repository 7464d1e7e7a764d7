import { z } from 'zod';
import { e164, flag, phoneAsWritten, provider, timestamp, words } from './fields';
import { pageOf, pageQuery } from './page';
import { defineRoute } from './route';

const label = words(200).meta({ example: 'Reception' });
const tied = provider.nullable().meta({
  description:
    'The provider whose account the number belongs to: its texts always go through it. Null: campaign and tenant say which',
});

const rate = z.number().min(0.1, 'must be at least 0.1').max(1_000, 'must be at most 1000').meta({ example: 3 });
const ownRate = rate.nullable().meta({
  description:
    'How many segments a second leave from it at most; others wait. Null: as is usual for a number of its kind',
  example: 3,
});

const inboundSweep = z
  .strictObject({
    sweptAt: timestamp.nullable().meta({ description: "When the provider's list was last asked for; null: not yet" }),
    readUpTo: timestamp.nullable().meta({ description: 'All that the provider had got by then has been taken in' }),
    problem: z
      .strictObject({ code: z.string(), message: z.string(), since: timestamp })
      .nullable()
      .meta({ description: 'Why the list cannot be read, and since when; null: it can' }),
  })
  .meta({ description: 'How far gap recovery has come: texts whose webhook was lost are read from the provider' });

export const phoneNumberView = z
  .strictObject({
    phoneNumber: e164.meta({ example: '+18335645667' }),
    provider: tied,
    smsCapable: z.boolean().meta({ description: 'Whether texts may be sent from it' }),
    label: z.string(),
    campaignId: z.string().nullable().meta({ description: 'The active campaign that has it' }),
    agentId: z.string().nullable().meta({ description: 'The SMS agent that has it' }),
    segmentsPerSecond: ownRate,
    defaultSegmentsPerSecond: rate.meta({ description: 'What is usual for a number of its kind', example: 1 }),
    segmentsWaiting: z.int().meta({ description: 'Segments that wait for the rate now', example: 0 }),
    inboundSweep,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'PhoneNumber' });

const changeNumber = z
  .strictObject({ provider: tied, smsCapable: z.boolean(), label, segmentsPerSecond: ownRate })
  .partial()
  .meta({ example: { label: 'Reception' } });

const createNumber = changeNumber
  .extend({ phoneNumber: phoneAsWritten })
  .meta({ example: { phoneNumber: '+18335645667', provider: 'twilio', label: 'Reception' } });

const params = z.strictObject({ phoneNumber: e164.meta({ description: 'E.164; the plus sign is %2B in an address' }) });
const tag = 'Phone numbers';

export const phoneNumberRoutes = {
  list: defineRoute({
    operationId: 'listPhoneNumbers',
    method: 'get',
    path: '/phone-numbers',
    tag,
    summary: 'Our numbers, in their order as numbers',
    access: 'operator',
    query: z.strictObject({
      ...pageQuery,
      smsCapable: flag.optional().meta({ type: 'boolean' }),
      provider: provider.optional(),
    }),
    answer: { status: 200, description: 'A page of numbers', data: pageOf(phoneNumberView) },
  }),
  create: defineRoute({
    operationId: 'createPhoneNumber',
    method: 'post',
    path: '/phone-numbers',
    tag,
    summary: 'Add one of our numbers',
    description: 'A number belongs to one tenant: an inbound text finds its tenant by it.',
    access: 'admin',
    body: createNumber,
    answer: { status: 201, description: 'The number', data: phoneNumberView },
    errors: ['ALREADY_EXISTS'],
  }),
  read: defineRoute({
    operationId: 'readPhoneNumber',
    method: 'get',
    path: '/phone-numbers/{phoneNumber}',
    tag,
    summary: 'One number',
    access: 'operator',
    params,
    answer: { status: 200, description: 'The number', data: phoneNumberView },
  }),
  change: defineRoute({
    operationId: 'changePhoneNumber',
    method: 'patch',
    path: '/phone-numbers/{phoneNumber}',
    tag,
    summary: 'Change a number',
    access: 'admin',
    params,
    body: changeNumber,
    answer: { status: 200, description: 'The number as it is now', data: phoneNumberView },
  }),
  remove: defineRoute({
    operationId: 'deletePhoneNumber',
    method: 'delete',
    path: '/phone-numbers/{phoneNumber}',
    tag,
    summary: 'Give up a number that no campaign and no agent has',
    description: 'Its conversations stay to be read; nothing is sent from it any more, and texts to it are unrouted.',
    access: 'admin',
    params,
    answer: { status: 200, description: 'It is gone', data: z.null() },
    errors: ['IN_USE'],
  }),
};
