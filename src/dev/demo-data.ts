import { Client } from 'pg';
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

const TENANT = 'org_demo';
const SECOND_LEAD = { leadId: 'lead_demo_omar', phone: '+12025550144' };

/**
 * Fills a database with the demo: one tenant, its number, an agent, a campaign, two leads and an API key. Idempotent: what
 * people changed since stays, but for what must fit this start (key, agent's address and secret).
 */
export async function writeDemoData(options: {
  databaseUrl: string;
  secretKey: string;
  apiKey: string;
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
    await db.query(
      `insert into api_keys (api_key_id, tenant_id, name, key_hash) values ('key_demo', $1, 'Demo key', $2)
       on conflict (api_key_id) do update set key_hash = excluded.key_hash`,
      [TENANT, hashToken(options.apiKey)],
    );
    await db.query(
      `insert into phone_numbers (phone_number, tenant_id, provider, label) values ($1, $2, 'twilio', 'Demo number')
       on conflict do nothing`,
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
    const leads = [
      [DEMO.leadId, 'Jane', 'Doe', 'jane@example.com', DEMO.leadPhone],
      [SECOND_LEAD.leadId, 'Omar', 'Haddad', 'omar@example.com', SECOND_LEAD.phone],
    ];
    for (const [leadId, firstName, lastName, email, phone] of leads) {
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
