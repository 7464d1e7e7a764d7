import { claimDelivery } from '../../src/db/deliveries';
import { liftDoNotContact, readDoNotContact, setDoNotContact } from '../../src/db/do-not-contact';
import { inTransaction, type Pool } from '../../src/db/pool';
import { readSendContext } from '../../src/db/send-context';
import { claimTurn } from '../../src/db/turns';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { addLead, createTenant, inboundText, type Tenant, takeIn } from '../support/tenant';
import { asked, conversationOf, messageOf, oneText, queuedText, reply, turnOf, waitingForLocks } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const decisionOn = ({ tenantId, leadId }: Pick<Tenant, 'tenantId' | 'leadId'>) =>
  ({ tenantId, leadId, channel: 'sms', reason: 'asked on the phone', by: 'user_1' }) as const;

const set = (lead: Pick<Tenant, 'tenantId' | 'leadId'>) =>
  inTransaction(pool, (tx) => setDoNotContact(tx, decisionOn(lead), newId('doNotContact')));
const lift = (lead: Pick<Tenant, 'tenantId' | 'leadId'>) =>
  inTransaction(pool, (tx) => liftDoNotContact(tx, decisionOn(lead)));

describe('Do Not Contact', () => {
  test('is a fact for every conversation with the lead, and drops the turn that waits', async () => {
    const talk = await asked(pool);
    expect(await set(talk.tenant)).toMatchObject([
      {
        type: 'do-not-contact-set',
        interactionId: talk.fact.interactionId,
        data: { leadId: talk.tenant.leadId, holds: true },
      },
    ]);
    expect((await turnOf(pool, talk.turnId)).state).toBe('dropped');
    expect(await claimTurn(pool, talk.tenantId, talk.turnId)).toEqual({ outcome: 'closed' });
  });

  test('that holds already stays as it was', async () => {
    const tenant = await createTenant(pool);
    await set(tenant);
    const before = await readDoNotContact(pool, tenant.tenantId, tenant.leadId);
    expect(await set(tenant)).toEqual([]);
    expect(await readDoNotContact(pool, tenant.tenantId, tenant.leadId)).toEqual(before);
  });

  test('cannot be decided about another tenant’s lead', async () => {
    const [tenant, other] = [await createTenant(pool), await createTenant(pool)];
    const stranger = { tenantId: other.tenantId, leadId: tenant.leadId };
    expect(await set(stranger)).toBeNull();
    expect(await lift(stranger)).toBeNull();
    expect(await readDoNotContact(pool, stranger.tenantId, stranger.leadId)).toBeNull();
  });

  test('withholds a text that was queued before, with the rule and an event', async () => {
    const { tenant, fact } = await oneText(pool);
    const messageId = await queuedText(pool, tenant);
    await set(tenant);
    expect(await claimDelivery(pool, tenant.tenantId, messageId)).toEqual({ outcome: 'done', state: 'withheld' });
    const withheld = { state: 'withheld', withheld_rule: 'do_not_contact' };
    expect(await messageOf(pool, messageId)).toMatchObject(withheld);
    const events = await pool.query(
      `select data from events where interaction_id = $1 and type = 'delivery-withheld'`,
      [fact.interactionId],
    );
    expect(events.rows).toEqual([{ data: { messageId, rule: 'do_not_contact' } }]);
    expect((await pool.query('select 1 from send_attempts where message_id = $1', [messageId])).rowCount).toBe(0);
  });

  test('of one lead counts for every lead with the same number, and for no other', async () => {
    const tenant = await createTenant(pool);
    const { campaignId: campaign_id, leadPhone: phone } = tenant;
    const twin = await addLead(pool, tenant, { campaign_id, phone });
    const stranger = await createTenant(pool, { lead: { phone } });
    await set({ ...tenant, leadId: twin });
    const blocked = async ({ tenantId, leadId }: Tenant) =>
      (await readSendContext(pool, tenantId, leadId, { byAgent: false }))?.doNotContact;
    expect(await blocked(tenant)).toBe(true);
    expect(await blocked(stranger)).toBe(false);
  });

  test('counts for a number that a request names instead of the lead’s', async () => {
    const [tenant, named] = [await createTenant(pool), '+12025550177'];
    await set({ ...tenant, leadId: await addLead(pool, tenant, { phone: named }) });
    const known = await readSendContext(pool, tenant.tenantId, tenant.leadId, { byAgent: false, to: named });
    expect(known?.doNotContact).toBe(true);
  });

  test('withholds the agent’s answer that was under way', async () => {
    const talk = await asked(pool);
    await set(talk.tenant);
    const messageId = newId('message');
    expect(await reply(pool, talk, messageId)).toEqual({ outcome: 'dropped' });
    expect(await messageOf(pool, messageId)).toMatchObject({ state: 'withheld' });
  });

  test('records what the lead writes, and asks nobody', async () => {
    const { tenant } = await oneText(pool);
    await set(tenant);
    const fact = await takeIn(pool, inboundText(tenant, 'Hello?'));
    expect(fact.data).toMatchObject({ agentMode: true });
    expect(fact.data).not.toHaveProperty('turnId');
    expect((await conversationOf(pool, fact.interactionId)).last_direction).toBe('inbound');
  });

  test('that was lifted blocks nothing, and is remembered with both reasons', async () => {
    const { tenant } = await oneText(pool);
    await set(tenant);
    expect(await lift(tenant)).toMatchObject([{ type: 'do-not-contact-set', data: { holds: false } }]);
    expect(await lift(tenant)).toBeNull();
    const messageId = await queuedText(pool, tenant);
    expect(await claimDelivery(pool, tenant.tenantId, messageId)).toMatchObject({ outcome: 'claimed' });
    await set(tenant);
    const decisions = await readDoNotContact(pool, tenant.tenantId, tenant.leadId);
    expect(decisions).toMatchObject([{ liftedAt: null }, { liftedBy: 'user_1', liftedReason: 'asked on the phone' }]);
  });

  test('that is being decided is waited for by the claim of a text', async () => {
    const { tenant } = await oneText(pool);
    const messageId = await queuedText(pool, tenant);
    let claim: ReturnType<typeof claimDelivery> | undefined;
    await inTransaction(pool, async (tx) => {
      await setDoNotContact(tx, decisionOn(tenant), newId('doNotContact'));
      claim = claimDelivery(pool, tenant.tenantId, messageId);
      await waitingForLocks(pool, 1);
    });
    expect(await claim).toEqual({ outcome: 'done', state: 'withheld' });
  });
});

describe('a number that left the tenant', () => {
  test('sends nothing that was queued before', async () => {
    const { tenant } = await oneText(pool);
    const messageId = await queuedText(pool, tenant);
    await pool.query('update phone_numbers set sms_capable = false where phone_number = $1', [tenant.ourNumber]);
    expect(await claimDelivery(pool, tenant.tenantId, messageId)).toEqual({ outcome: 'done', state: 'withheld' });
    expect(await messageOf(pool, messageId)).toMatchObject({ withheld_rule: 'number_not_ours' });
  });

  test('sends no answer of the agent, and closes its turn', async () => {
    const talk = await asked(pool);
    await pool.query('update phone_numbers set sms_capable = false where phone_number = $1', [talk.tenant.ourNumber]);
    expect(await reply(pool, talk)).toEqual({ outcome: 'number_not_ours' });
    expect((await turnOf(pool, talk.turnId)).state).toBe('dropped');
  });
});

describe('the provider of an agent’s answer', () => {
  test.each([
    ['the number is tied to one', { number: 'twilio', campaign: 'vonage', tenant: 'vonage' }, 'twilio'],
    ['the campaign names one', { number: null, campaign: 'vonage', tenant: 'twilio' }, 'vonage'],
    ['the tenant has a default', { number: null, campaign: null, tenant: 'vonage' }, 'vonage'],
    ['nobody names one: the one that brought the text', { number: null, campaign: null, tenant: null }, 'twilio'],
  ])('%s', async (_what, names, expected) => {
    const talk = await asked(pool);
    const { ourNumber, campaignId, tenantId } = talk.tenant;
    await pool.query('update phone_numbers set provider = $2 where phone_number = $1', [ourNumber, names.number]);
    await pool.query('update campaigns set provider = $2 where campaign_id = $1', [campaignId, names.campaign]);
    await pool.query('update tenants set default_provider = $2 where tenant_id = $1', [tenantId, names.tenant]);
    expect(await reply(pool, talk)).toMatchObject({ outcome: 'claimed', provider: expected });
  });
});
