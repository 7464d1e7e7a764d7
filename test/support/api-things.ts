import type { Pool } from 'pg';
import { newId } from '../../src/new-id';
import { hashToken, newApiKey } from '../../src/secrets';
import type { TenantUnderTest } from './api-under-test';
import { insert, newNumber } from './tenant';

/** What a parameter of an address stands for. */
export interface Thing {
  /** Makes one of a tenant's. @returns its id */
  make(pool: Pool, tenant: TenantUnderTest): Promise<string>;
  /** A value of this form that nothing has; null: every value of its form is there for everybody. */
  missing: string | null;
}

const id = (
  kind: Parameters<typeof newId>[0],
  table: string,
  column: string,
  row: (tenantId: string) => object,
): Thing => ({
  make: async (pool, { tenantId }) => {
    const value = newId(kind);
    await insert(pool, table, { [column]: value, tenant_id: tenantId, ...row(tenantId) });
    return value;
  },
  missing: newId(kind),
});

const lead = id('lead', 'leads', 'lead_id', () => ({ first_name: 'Jane', phone: newNumber() }));

const interaction: Thing = {
  make: async (pool, tenant) => {
    const interactionId = newId('interaction');
    const leadId = await lead.make(pool, tenant);
    await insert(pool, 'interactions', {
      ...{ interaction_id: interactionId, tenant_id: tenant.tenantId, lead_id: leadId, agent_mode: true },
      ...{ our_number: newNumber(), lead_number: newNumber(), provider: 'twilio' },
    });
    return interactionId;
  },
  missing: newId('interaction'),
};

let messagesMade = 0;

/**
 * Every parameter of an address in the API, by its name. A route with a parameter that is not here fails the tests that
 * walk the description: whoever adds one says here how there can be another tenant's.
 */
export const THINGS: Record<string, Thing> = {
  leadId: lead,
  campaignId: id('campaign', 'campaigns', 'campaign_id', () => ({ name: 'Spring' })),
  agentId: id('agent', 'sms_agents', 'agent_id', () => ({
    name: 'Ada',
    webhook_url: 'https://agent.example/sms',
    webhook_secret: Buffer.from('sealed'),
  })),
  userId: id('user', 'users', 'user_id', () => ({
    email: `${newId('user')}@example.com`,
    role: 'operator',
    password_hash: '$argon2id$none',
  })),
  apiKeyId: id('apiKey', 'api_keys', 'api_key_id', () => ({ name: 'A key', key_hash: hashToken(newApiKey()) })),
  leadImportId: id('leadImport', 'lead_imports', 'lead_import_id', () => ({ state: 'checked', created_by: 'user_1' })),
  interactionId: interaction,
  messageId: {
    make: async (pool, tenant) => {
      const messageId = newId('message');
      const scheduled = { state: 'scheduled', scheduled_for: 'asked', send_at: new Date(Date.now() + 86_400_000) };
      await insert(pool, 'messages', {
        ...{ message_id: messageId, tenant_id: tenant.tenantId, seq: 1, direction: 'outbound', source: 'api' },
        ...{ interaction_id: await interaction.make(pool, tenant), body: 'Tomorrow at 10', segments: 1 },
        ...{ from_number: newNumber(), to_number: newNumber(), provider: 'twilio' },
        // Some of its routes are for the one, some for the other.
        ...(messagesMade++ % 2 === 0 ? scheduled : { state: 'unconfirmed' }),
      });
      return messageId;
    },
    missing: newId('message'),
  },
  phoneNumber: {
    make: async (pool, { tenantId }) => {
      const phoneNumber = newNumber();
      await insert(pool, 'phone_numbers', { phone_number: phoneNumber, tenant_id: tenantId, provider: 'twilio' });
      return phoneNumber;
    },
    missing: '+12025559999',
  },
  channel: { make: async () => 'sms', missing: null },
  provider: { make: async () => 'twilio', missing: null },
};

/** What a field of a body or a query is the id of, where that is not its own name. */
const CALLED_OTHERWISE: Record<string, string> = {
  productionAgentId: 'agentId',
  testAgentId: 'agentId',
  inboundCampaignIds: 'campaignId',
  from: 'phoneNumber',
};

/** Ids that are the tenant's own words, a page's, a provider's, or looked up within a thing that is named beside them. */
const NOT_OURS = ['clientId', 'offerId', 'accountId', 'turnId', 'pageId', 'lastEventId'];

/** The thing whose id a field holds; null: it holds none. Throws at an id that nobody has said anything about. */
export function thingNameOf(field: string): string | null {
  const name = CALLED_OTHERWISE[field] ?? field;
  if (THINGS[name]) return THINGS[name].missing === null ? null : name;
  if (/Ids?$/.test(field) && !NOT_OURS.includes(field)) {
    throw new Error(`test/support/api-things.ts does not know what ${field} is the id of`);
  }
  return null;
}

/** One of a tenant's for each parameter of an address. */
export async function makeThings(
  pool: Pool,
  tenant: TenantUnderTest,
  names: string[],
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const name of names) values[name] = await thingOf(name).make(pool, tenant);
  return values;
}

export function thingOf(name: string): Thing {
  const thing = THINGS[name];
  if (thing === undefined) throw new Error(`test/support/api-things.ts does not know what {${name}} is`);
  return thing;
}
