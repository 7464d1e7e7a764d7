import { Client } from 'pg';
import type { Role } from '../domain/role';
import { hashPassword, verifyPassword } from '../passwords';
import { hashToken, sealSecret } from '../secrets';

export interface DemoData {
  leadId: string;
  leadPhone: string;
  ourNumber: string;
  agentId: string;
  campaignId: string;
}

/** Fixed ids: a second start finds the same demo, and documents can name them. Numbers are from the range for fiction. */
export const DEMO: DemoData = {
  leadId: 'lead_demo_jane',
  leadPhone: '+12025550143',
  ourNumber: '+12025550100',
  agentId: 'smsagent_demo',
  campaignId: 'camp_demo',
};

/** The demo's leads; Jane is the one that documents text as. */
const LEADS = [
  { leadId: DEMO.leadId, firstName: 'Jane', lastName: 'Doe', email: 'jane@example.com', phone: DEMO.leadPhone },
  {
    leadId: 'lead_demo_omar',
    firstName: 'Omar',
    lastName: 'Haddad',
    email: 'omar@example.com',
    phone: '+12025550144',
  },
];
/** Their phones, as the carrier simulator offers them. */
export const DEMO_PHONES = LEADS.map(({ firstName, lastName, phone }) => ({
  name: `${firstName} ${lastName}`,
  phoneNumber: phone,
}));

const TENANT = 'org_demo';
/** The demo's people, by what they may do. */
export const DEMO_EMAILS = { operator: 'operator@demo.example', admin: 'admin@demo.example' };
const DEMO_PEOPLE = [
  { userId: 'user_demo_operator', name: 'Olga Operator', role: 'operator' },
  { userId: 'user_demo_admin', name: 'Adam Admin', role: 'admin' },
] as const;

/**
 * Fills a database with the demo: one tenant, its number, an agent, a campaign, two leads, and who may come in: an admin's
 * API key, the agent's key and two people, as far as they are given. Idempotent: what people changed since stays, but for
 * what must fit this start (keys, passwords, agent's address and secret).
 */
export async function writeDemoData(options: {
  databaseUrl: string;
  secretKey: string;
  apiKey: string;
  /** The agent's own key. */
  agentApiKey?: string;
  passwords?: { operator: string; admin: string };
  agentSecret: string;
  agentWebhookUrl: string;
}): Promise<DemoData> {
  const db = new Client({ connectionString: options.databaseUrl });
  await db.connect();
  try {
    await db.query('begin');
    await db.query(
      `insert into tenants (tenant_id, name, default_provider) values ($1, 'Demo Dental', 'twilio') on conflict do nothing`,
      [TENANT],
    );
    await putKey(db, { apiKeyId: 'key_demo', name: 'Demo key', role: 'admin', key: options.apiKey });
    if (options.agentApiKey) {
      await putKey(db, { apiKeyId: 'key_demo_agent', name: 'Demo agent', role: 'operator', key: options.agentApiKey });
    }
    for (const person of options.passwords ? DEMO_PEOPLE : []) {
      await putPerson(db, { ...person, password: options.passwords![person.role] });
    }
    await db.query(
      // Faster than a carrier takes it: whoever tries the demo is not to wait for that.
      `insert into phone_numbers (phone_number, tenant_id, provider, label, segments_per_second)
       values ($1, $2, 'twilio', 'Demo number', 10) on conflict do nothing`,
      [DEMO.ourNumber, TENANT],
    );
    await db.query(
      `insert into sms_agents (agent_id, tenant_id, name, description, webhook_url, webhook_secret)
       values ($1, $2, 'Demo agent', 'Answers about opening hours and appointments, without a model', $3, $4)
       on conflict (agent_id) do update set webhook_url = excluded.webhook_url, webhook_secret = excluded.webhook_secret`,
      [DEMO.agentId, TENANT, options.agentWebhookUrl, sealSecret(options.secretKey, options.agentSecret)],
    );
    await db.query(
      `insert into campaigns (campaign_id, tenant_id, name, client_id, client_name, offer_id, offer_name, phone_number,
                              production_agent_id, questions)
       values ($1, $2, 'Spring check-ups', 'client_demo', 'Demo Dental', 'offer_demo', 'Free check-up', $3, $4, $5)
       on conflict do nothing`,
      [
        DEMO.campaignId,
        TENANT,
        DEMO.ourNumber,
        DEMO.agentId,
        JSON.stringify([{ key: 'insurance', question: 'Do you have dental insurance?' }]),
      ],
    );
    for (const { leadId, firstName, lastName, email, phone } of LEADS) {
      await db.query(
        `insert into leads (lead_id, tenant_id, campaign_id, first_name, last_name, email, phone, status)
         values ($1, $2, $3, $4, $5, $6, $7, 'contacted') on conflict do nothing`,
        [leadId, TENANT, DEMO.campaignId, firstName, lastName, email, phone],
      );
    }
    await db.query('commit');
    return DEMO;
  } finally {
    await db.end();
  }
}

interface DemoKey {
  apiKeyId: string;
  name: string;
  role: Role;
  key: string;
}

async function putKey(db: Client, { apiKeyId, name, role, key }: DemoKey): Promise<void> {
  await db.query(
    `insert into api_keys (api_key_id, tenant_id, name, role, key_hash) values ($1, $2, $3, $4, $5)
     on conflict (api_key_id) do update set key_hash = excluded.key_hash, role = excluded.role, revoked_at = null`,
    [apiKeyId, TENANT, name, role, hashToken(key)],
  );
}

interface DemoPerson {
  userId: string;
  name: string;
  role: Role;
  password: string;
}

/** The login that is shown must let in, whatever was changed since. A password that still fits is not hashed anew. */
async function putPerson(db: Client, { userId, name, role, password }: DemoPerson): Promise<void> {
  const email = DEMO_EMAILS[role];
  const { rows } = await db.query('select password_hash from users where lower(email) = $1', [email]);
  const kept = rows[0]?.password_hash ?? null;
  const hash = (await verifyPassword(kept, password)) ? kept : await hashPassword(password);
  await db.query(
    `insert into users (user_id, tenant_id, email, name, role, password_hash) values ($1, $2, $3, $4, $5, $6)
     on conflict (lower(email)) do update set role = excluded.role, password_hash = excluded.password_hash, active = true`,
    [userId, TENANT, email, name, role, hash],
  );
}
