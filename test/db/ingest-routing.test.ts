import { ingestInbound } from '../../src/db/ingest';
import { createTestDatabase, type TestDatabase } from '../support/database';
import {
  addAgent,
  addCampaign,
  addLead,
  createTenant,
  inboundText,
  insert,
  newNumber,
  readRow,
  type Tenant,
  takeIn,
} from '../support/tenant';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

/** Who a text was found to be from and for. */
async function routed(tenant: Tenant, parts: { from?: string; to?: string } = {}) {
  const fact = await takeIn(database.pool, inboundText(tenant, 'Hi', parts));
  const talk = await readRow(
    database.pool,
    `select i.tenant_id, i.lead_id, i.campaign_id, i.agent_mode, t.agent_id, l.phone, l.status as lead_status
       from interactions i join leads l using (lead_id) left join turns t using (interaction_id) where i.interaction_id = $1`,
    [fact.interactionId],
  );
  expect(fact.tenantId).toBe(talk.tenant_id);
  expect(fact.data.agentMode).toBe(talk.agent_mode);
  return talk;
}

/** A number that an agent owns and no campaign. */
async function agentsNumber(tenant: Tenant, campaigns: string[], parts: Record<string, unknown> = {}) {
  const to = newNumber();
  const { tenantId } = tenant;
  await insert(database.pool, 'phone_numbers', { phone_number: to, tenant_id: tenantId, provider: 'twilio' });
  const agentId = await addAgent(database.pool, tenant, {
    phone_number: to,
    inbound_campaign_ids: campaigns,
    ...parts,
  });
  return { to, agentId };
}

describe('a campaign’s number', () => {
  test('leads to its lead and its agent, with Agent Mode on', async () => {
    const tenant = await createTenant(database.pool);
    const { leadId: lead_id, campaignId: campaign_id, agentId: agent_id } = tenant;
    expect(await routed(tenant)).toMatchObject({ lead_id, campaign_id, agent_id, agent_mode: true });
  });

  test.each([
    ['a test lead has the test agent', true, true, 'test'],
    ['a test lead has the production agent where there is no other', true, false, 'production'],
    ['another lead has the production agent', false, true, 'production'],
  ])('%s', async (_what, isTest, withTestAgent, expected) => {
    const tenant = await createTenant(database.pool, { lead: { is_test: isTest } });
    const testAgent = await addAgent(database.pool, tenant, { is_test: true });
    if (withTestAgent)
      await database.pool.query('update campaigns set test_agent_id = $1 where campaign_id = $2', [
        testAgent,
        tenant.campaignId,
      ]);
    expect((await routed(tenant)).agent_id).toBe(expected === 'test' ? testAgent : tenant.agentId);
  });

  test.each([
    ['is not active', { active: false }],
    ['takes no inbound texts', { inbound_enabled: false }],
  ])('whose agent %s: the text is recorded and nobody is asked', async (_what, agent) => {
    const tenant = await createTenant(database.pool, { agent });
    expect(await routed(tenant)).toMatchObject({ lead_id: tenant.leadId, agent_mode: false, agent_id: null });
  });

  test('a phone that nobody has becomes a placeholder lead of the campaign', async () => {
    const tenant = await createTenant(database.pool);
    const from = newNumber();
    const talk = await routed(tenant, { from });
    expect(talk).toMatchObject({ campaign_id: tenant.campaignId, phone: from, lead_status: 'new', agent_mode: true });
    expect(talk.lead_id).not.toBe(tenant.leadId);
  });

  test('a lead of another campaign with this phone is not taken: the campaign gets its own', async () => {
    const tenant = await createTenant(database.pool);
    const from = newNumber();
    const other = await addLead(database.pool, tenant, {
      phone: from,
      campaign_id: await addCampaign(database.pool, tenant),
    });
    const talk = await routed(tenant, { from });
    expect(talk.lead_id).not.toBe(other);
    expect(talk.campaign_id).toBe(tenant.campaignId);
  });

  test('another tenant’s lead with this phone is not taken', async () => {
    const [tenant, other] = [await createTenant(database.pool), await createTenant(database.pool)];
    const talk = await routed(tenant, { from: other.leadPhone });
    expect(talk.tenant_id).toBe(tenant.tenantId);
    expect(talk.lead_id).not.toBe(other.leadId);
  });

  test('of two leads with this phone the newer one is meant', async () => {
    const tenant = await createTenant(database.pool);
    const { campaignId: campaign_id, leadPhone: phone } = tenant;
    const newer = await addLead(database.pool, tenant, {
      campaign_id,
      phone,
      created_at: new Date(Date.now() + 1_000),
    });
    expect((await routed(tenant)).lead_id).toBe(newer);
  });

  test('the campaign wins over an agent that owns the number too', async () => {
    const tenant = await createTenant(database.pool);
    const other = await addCampaign(database.pool, tenant);
    await addAgent(database.pool, tenant, { phone_number: tenant.ourNumber, inbound_campaign_ids: [other] });
    expect(await routed(tenant)).toMatchObject({ campaign_id: tenant.campaignId, agent_id: tenant.agentId });
  });
});

describe('an agent’s number', () => {
  test.each([
    ['the first campaign that holds the lead wins', [0, 1], [0, 1], 0],
    ['in the order of the agent, not of the campaigns', [1, 0], [0, 1], 1],
    ['a campaign without the lead is passed over', [0, 1], [1], 1],
  ])('%s', async (_what, order, holding, expected) => {
    const tenant = await createTenant(database.pool);
    const campaigns = [await addCampaign(database.pool, tenant), await addCampaign(database.pool, tenant)];
    const from = newNumber();
    for (const index of holding) await addLead(database.pool, tenant, { phone: from, campaign_id: campaigns[index] });
    const { to, agentId } = await agentsNumber(
      tenant,
      order.map((index) => campaigns[index]!),
    );
    expect(await routed(tenant, { from, to })).toMatchObject({ campaign_id: campaigns[expected], agent_id: agentId });
  });

  test('a campaign’s own agent answers for its lead, though another owns the number', async () => {
    const tenant = await createTenant(database.pool);
    const { to } = await agentsNumber(tenant, [tenant.campaignId]);
    expect(await routed(tenant, { to })).toMatchObject({ lead_id: tenant.leadId, agent_id: tenant.agentId });
  });

  test('a phone that nobody has becomes a placeholder lead of the first campaign', async () => {
    const tenant = await createTenant(database.pool);
    const [first, second] = [await addCampaign(database.pool, tenant), await addCampaign(database.pool, tenant)];
    const { to, agentId } = await agentsNumber(tenant, [first, second]);
    const from = newNumber();
    expect(await routed(tenant, { from, to })).toMatchObject({ campaign_id: first, phone: from, agent_id: agentId });
  });

  test('without campaigns the tenant’s lead with this phone is meant, whatever its campaign', async () => {
    const tenant = await createTenant(database.pool);
    const { to } = await agentsNumber(tenant, []);
    expect(await routed(tenant, { to })).toMatchObject({ lead_id: tenant.leadId, campaign_id: tenant.campaignId });
  });
});

describe('a number with neither', () => {
  test('holds the conversation, and nobody is asked', async () => {
    const tenant = await createTenant(database.pool);
    const to = newNumber();
    await insert(database.pool, 'phone_numbers', { phone_number: to, tenant_id: tenant.tenantId, provider: 'twilio' });
    const from = newNumber();
    expect(await routed(tenant, { from, to })).toMatchObject({ campaign_id: null, phone: from, agent_mode: false });
  });
});

describe('a number nobody owns', () => {
  test('its text is kept apart, once, and belongs to no conversation', async () => {
    const tenant = await createTenant(database.pool);
    const text = inboundText(tenant, 'Hello?', { to: newNumber() });
    expect(await ingestInbound(database.pool, text)).toEqual({ outcome: 'unrouted' });
    expect(await ingestInbound(database.pool, text)).toEqual({ outcome: 'unrouted' });
    const kept = await readRow(database.pool, 'select * from unrouted_messages where provider_message_id = $1', [
      text.providerMessageId,
    ]);
    expect(kept).toMatchObject({ from_number: text.from, to_number: text.to, body: 'Hello?', provider: 'twilio' });
    const talks = await database.pool.query('select 1 from interactions where tenant_id = $1', [tenant.tenantId]);
    expect(talks.rowCount).toBe(0);
  });
});
