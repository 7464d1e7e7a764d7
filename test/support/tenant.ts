import { type FactToSignal, type InboundText, ingestInbound } from '../../src/db/ingest';
import type { Queryable } from '../../src/db/pool';
import type { NewSend } from '../../src/db/sends';
import { newId } from '../../src/new-id';

/** A tenant of its own for one test: a number, whose campaign has an agent and one lead. */
export interface Tenant {
  tenantId: string;
  ourNumber: string;
  agentId: string;
  campaignId: string;
  leadId: string;
  leadPhone: string;
}

type Row = Record<string, unknown>;

/** So that no text waits for its number's rate, in tests of anything else. */
export const FASTEST = 1_000;

let numbers = 0;

/** A number that no other test of this file has. */
export function newNumber(): string {
  numbers++;
  return `+1202${String(numbers).padStart(7, '0')}`;
}

export async function insert(db: Queryable, table: string, row: Row): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  await db.query(`insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`, Object.values(row));
}

/** The one row that fits, or an error. */
export async function readRow(db: Queryable, sql: string, values: unknown[] = []): Promise<Row> {
  const { rows } = await db.query<Row>(sql, values);
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

export async function createTenant(
  db: Queryable,
  parts: { agent?: Row; campaign?: Row; lead?: Row } = {},
): Promise<Tenant> {
  const tenant: Tenant = {
    tenantId: newId('tenant'),
    ourNumber: newNumber(),
    agentId: newId('agent'),
    campaignId: newId('campaign'),
    leadId: newId('lead'),
    leadPhone: newNumber(),
  };
  const { tenantId, ourNumber, agentId, campaignId, leadId, leadPhone } = tenant;
  await insert(db, 'tenants', { tenant_id: tenantId, name: 'Dental' });
  const number = { phone_number: ourNumber, segments_per_second: FASTEST };
  await insert(db, 'phone_numbers', { ...number, tenant_id: tenantId, provider: 'twilio' });
  await addAgent(db, tenant, { agent_id: agentId, name: 'Dental AI', ...parts.agent });
  const campaign = { phone_number: ourNumber, production_agent_id: agentId, ...parts.campaign };
  await addCampaign(db, tenant, { campaign_id: campaignId, ...campaign });
  await addLead(db, tenant, { lead_id: leadId, campaign_id: campaignId, phone: leadPhone, ...parts.lead });
  return tenant;
}

export async function addAgent(db: Queryable, { tenantId }: Tenant, parts: Row = {}): Promise<string> {
  const agent: Row = { agent_id: newId('agent'), tenant_id: tenantId, name: 'Another AI', ...parts };
  if (agent.phone_number) {
    // An agent's number is one of the tenant's; that it cannot send by itself keeps it out of what is chosen last.
    await db.query(
      `insert into phone_numbers (phone_number, tenant_id, provider, sms_capable) values ($1, $2, 'twilio', false) on conflict do nothing`,
      [agent.phone_number, tenantId],
    );
  }
  await insert(db, 'sms_agents', {
    webhook_url: 'https://agent.example/hook',
    webhook_secret: Buffer.from('sealed'),
    ...agent,
  });
  return String(agent.agent_id);
}

export async function addCampaign(db: Queryable, { tenantId }: Tenant, parts: Row = {}): Promise<string> {
  const campaign = { campaign_id: newId('campaign'), tenant_id: tenantId, name: 'Spring', ...parts };
  await insert(db, 'campaigns', campaign);
  return String(campaign.campaign_id);
}

export async function addLead(db: Queryable, { tenantId }: Tenant, parts: Row = {}): Promise<string> {
  const lead = { lead_id: newId('lead'), tenant_id: tenantId, ...parts };
  await insert(db, 'leads', lead);
  return String(lead.lead_id);
}

/** A text of the tenant's lead, new at the provider. */
export function inboundText(tenant: Tenant, body: string, parts: Partial<InboundText> = {}): InboundText {
  const { leadPhone: from, ourNumber: to } = tenant;
  return { provider: 'twilio', providerMessageId: newId('request'), from, to, body, speaksFor: null, ...parts };
}

/** Takes in a text that is expected to be recorded. */
export async function takeIn(db: Queryable, text: InboundText): Promise<FactToSignal> {
  const result = await ingestInbound(db, text);
  if (result.outcome !== 'recorded') throw new Error(`the text was not recorded: ${result.outcome}`);
  return result.fact;
}

/** A text of ours to the tenant's lead, resolved and checked. */
export function newSend(tenant: Tenant, parts: Partial<NewSend> = {}): NewSend {
  const { tenantId, leadId, campaignId, ourNumber: from, leadPhone: to } = tenant;
  return {
    tenantId,
    leadId,
    campaignId,
    from,
    to,
    provider: 'twilio',
    messageId: newId('message'),
    newInteractionId: newId('interaction'),
    body: 'See you at 10',
    segments: 1,
    source: 'api',
    ...parts,
  };
}
