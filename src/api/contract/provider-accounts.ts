import { z } from 'zod';
import { e164, provider, timestamp } from './fields';
import { defineRoute } from './route';

const accountId = z
  .string()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .meta({
    description: "The provider's name for the account; Twilio's is the account SID",
    example: `AC${'0'.repeat(32)}`,
  });

const secret = z
  .string()
  .regex(/^[!-~]{1,200}$/, 'must be 1 to 200 letters, digits and signs, without spaces')
  .meta({
    description:
      "What proves to be the account: Twilio's auth token, the primary one. It is kept encrypted and never shown again.",
    example: 'the-auth-token-of-this-account',
  });

/** As it was entered: one that a later version does not know is shown all the same. */
const entered = z.string().meta({ example: 'twilio' });

const accountView = z
  .strictObject({
    provider: entered,
    accountId,
    hasSecret: z.literal(true).meta({ description: 'There is one; no answer ever holds it' }),
    secretSetAt: timestamp,
    createdAt: timestamp,
  })
  .meta({ id: 'ProviderAccount' });

const used = z.enum(['tenant', 'installation']).meta({
  description:
    "`tenant`: the tenant's own account. `installation`: that of whoever runs Parley, as the tenant has none",
});

const finding = z.strictObject({
  code: z.string().meta({ example: 'CREDENTIALS_REFUSED' }),
  message: z.string().meta({ description: 'For people', example: 'The account is suspended.' }),
});

const numbers = (description: string) => z.array(e164).meta({ description, example: ['+18335645667'] });

const testResult = z.strictObject({
  ok: z
    .boolean()
    .meta({ description: 'Texts can be sent through the account; findings may be good to know all the same' }),
  account: used.nullable().meta({ description: 'Whose account was asked about; null: there is none' }),
  findings: z.array(finding).meta({ description: 'What is wrong, or good to know; the first is what to mend first' }),
  webhookUrl: z.string().meta({
    description: "Where the provider has to send the numbers' texts",
    example: 'https://parley.example.com/webhooks/twilio/sms',
  }),
  smsNumbers: z
    .int()
    .nullable()
    .meta({ description: 'SMS-capable numbers of the account; null: not known', example: 3 }),
  numbersElsewhere: numbers('Those whose texts the provider sends elsewhere or nowhere; at most 100 are listed'),
});

const syncResult = z.strictObject({
  account: used,
  dryRun: z.boolean(),
  added: numbers('New: SMS-capable at the provider'),
  changed: z
    .array(z.strictObject({ phoneNumber: e164, smsCapable: z.boolean() }))
    .meta({ description: 'There already, and now marked as the provider says' }),
  unchanged: numbers('There already'),
  taken: numbers(
    "Another tenant has them: left alone. Empty for the installation's account, where they are only counted",
  ),
  takenCount: z.int().meta({ example: 0 }),
  notSmsCapable: numbers("Of no use for texts: not added. Empty for the installation's account"),
  gone: numbers('Tied to this provider and not in the account any more: kept, as conversations name them'),
  complete: z.boolean().meta({ description: 'False: the account has more numbers than are read' }),
});

// Whatever it is that has no account of its own form is nothing's name: 404, not 400.
const params = z.strictObject({ provider });
const tag = 'Provider accounts';

export const providerAccountRoutes = {
  list: defineRoute({
    operationId: 'listProviderAccounts',
    method: 'get',
    path: '/provider-accounts',
    tag,
    summary: "The tenant's own accounts at SMS providers",
    description: "At a provider where it has none, its texts go through the installation's account, if there is one.",
    access: 'admin',
    answer: {
      status: 200,
      description: 'All of them; at most one a provider',
      data: z.strictObject({
        items: z.array(accountView),
        installation: z
          .array(entered)
          .meta({ description: 'The providers at which the installation has an account', example: ['twilio'] }),
      }),
    },
  }),
  read: defineRoute({
    operationId: 'readProviderAccount',
    method: 'get',
    path: '/provider-accounts/{provider}',
    tag,
    summary: "The tenant's own account at a provider",
    access: 'admin',
    params,
    answer: { status: 200, description: 'The account, without its secret', data: accountView },
  }),
  put: defineRoute({
    operationId: 'setProviderAccount',
    method: 'put',
    path: '/provider-accounts/{provider}',
    tag,
    summary: 'Give the tenant its own account at a provider, or a new secret',
    description:
      'It counts from the next text on. Nothing is asked of the provider: `test` does that. Of a secret that is ' +
      'replaced, webhooks signed with the old one are refused from now on.',
    access: 'admin',
    params,
    body: z
      .strictObject({ accountId, secret })
      .meta({ example: { accountId: `AC${'0'.repeat(32)}`, secret: 'the-auth-token-of-this-account' } }),
    answer: { status: 200, description: 'The account, without its secret', data: accountView },
  }),
  remove: defineRoute({
    operationId: 'deleteProviderAccount',
    method: 'delete',
    path: '/provider-accounts/{provider}',
    tag,
    summary: "Forget the tenant's own account at a provider",
    description:
      "Its texts then go through the installation's account, or are refused where there is none. Numbers and " +
      'conversations stay.',
    access: 'admin',
    params,
    answer: { status: 200, description: 'It is gone', data: z.null() },
  }),
  test: defineRoute({
    operationId: 'testProviderAccount',
    method: 'post',
    path: '/provider-accounts/{provider}/test',
    tag,
    summary: 'Ask the provider whether the account works, and say what is wrong',
    description:
      "The tenant's own account, else the installation's. What is wrong is told in words and is no error of this request.",
    access: 'admin',
    params,
    answer: { status: 200, description: 'What the provider says', data: testResult },
  }),
  syncNumbers: defineRoute({
    operationId: 'syncNumbers',
    method: 'post',
    path: '/provider-accounts/{provider}/sync-numbers',
    tag,
    summary: "Read the account's numbers and add those that are missing",
    description:
      "The tenant's own account, else the installation's. SMS-capable numbers are added, tied to the provider and " +
      'labelled as they are there; those that are here are marked as the provider says. No number is ever removed.',
    access: 'admin',
    params,
    body: z
      .strictObject({
        dryRun: z.boolean().default(false).meta({ description: 'Tell what would be done, and do nothing' }),
      })
      .meta({ example: { dryRun: true } }),
    answer: { status: 200, description: 'What was done, or would be', data: syncResult },
    errors: ['PROVIDER_NOT_CONFIGURED', 'PROVIDER_UNREACHABLE'],
  }),
};
