import { z } from 'zod';
import { country, name, provider, text, timestamp } from './fields';
import { quietHours } from './quiet-hours';
import { defineRoute } from './route';

const optOutScope = z.enum(['tenant', 'number']).meta({
  description: "Whether a lead's opt-out counts for all of the tenant's numbers or for the one it was sent to",
});

const confirmations = z.enum(['carrier', 'parley']).meta({
  description:
    "Who answers STOP and HELP: `carrier`: the provider where it does so by itself (by Twilio's default for its own words), else Parley; `parley`: always Parley, for accounts where the provider's own handling is switched off",
});
const optOutText = text
  .nullable()
  .meta({ description: "Parley's confirmation of an opt-out; null: its own words", example: null });
const helpText = text.nullable().meta({ description: "Parley's answer to HELP; null: its own words", example: null });

const tenantView = z
  .strictObject({
    tenantId: z.string().meta({ example: 'org_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    name: z.string(),
    defaultProvider: provider.nullable(),
    defaultCountry: country,
    optOutScope,
    confirmations,
    optOutText,
    helpText,
    quietHours: quietHours.nullable(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Tenant' });

const changeTenant = z
  .strictObject({
    name,
    defaultProvider: provider.nullable().meta({ description: 'Sends where neither number nor campaign names one' }),
    defaultCountry: country,
    optOutScope,
    confirmations,
    optOutText,
    helpText,
    quietHours: quietHours
      .nullable()
      .meta({ description: 'When leads are not texted, by their own clocks; null: none' }),
  })
  .partial()
  .meta({ example: { defaultProvider: 'twilio', defaultCountry: 'US' } });

const tag = 'Tenant';

export const tenantRoutes = {
  read: defineRoute({
    operationId: 'readTenant',
    method: 'get',
    path: '/tenant',
    tag,
    summary: 'The tenant and its settings',
    access: 'operator',
    answer: { status: 200, description: 'The tenant', data: tenantView },
  }),
  change: defineRoute({
    operationId: 'changeTenant',
    method: 'patch',
    path: '/tenant',
    tag,
    summary: 'Change the settings',
    access: 'admin',
    body: changeTenant,
    answer: { status: 200, description: 'The tenant as it is now', data: tenantView },
  }),
};
