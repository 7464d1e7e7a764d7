import { listConsentEvents, readLeadConsent } from '../../src/db/consent';
import { claimDelivery, recordVerdict } from '../../src/db/deliveries';
import { ingestInbound, ingestReport } from '../../src/db/ingest';
import type { Pool } from '../../src/db/pool';
import { readSnapshot } from '../../src/db/snapshot';
import { claimTurn } from '../../src/db/turns';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { addLead, createTenant, inboundText, newNumber, readRow, type Tenant, takeIn } from '../support/tenant';
import { consentTools } from './consent-setup';
import { asked, conversationOf, messageOf, oneText, queuedText, reply, replyByApi, turnOf } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const { write, consentOf, ledgerOf, send } = consentTools(() => pool);

describe('STOP', () => {
  test.each(['STOP', ' stop! ', 'Opt out', 'UNSUBSCRIBE', 'ARRÊT', 'Baja', 'ＳＴＯＰ 🛑'])(
    'as %j is in the ledger, sets dnc and drops the turn',
    async (body) => {
      const { tenant, turnId } = await oneText(pool);
      const fact = await write(tenant, body);
      expect(fact.data).toMatchObject({ consent: 'opted_out', status: 'dnc' });
      expect(fact.data).not.toHaveProperty('turnId');
      expect((await turnOf(pool, turnId)).state).toBe('dropped');
      expect(await conversationOf(pool, fact.interactionId)).toMatchObject({ status: 'dnc' });
      expect(await consentOf(tenant)).toMatchObject({ state: 'opted_out', scope: 'tenant' });
      expect(await ledgerOf(tenant)).toMatchObject([
        {
          ...{ kind: 'opted_out', origin: 'keyword', covers: 'tenant', ourNumber: tenant.ourNumber },
          ...{ messageId: fact.data.messageId, interactionId: fact.interactionId, leadNumber: tenant.leadPhone },
        },
      ]);
    },
  );

  test('of an unknown number begins a conversation, in dnc, with nobody asked', async () => {
    const tenant = await createTenant(pool);
    const fact = await write(tenant, 'STOP', { from: newNumber() });
    expect(fact.data).toMatchObject({ consent: 'opted_out', status: 'dnc' });
    expect((await pool.query('select 1 from turns where interaction_id = $1', [fact.interactionId])).rowCount).toBe(0);
  });

  test('that the provider delivers twice is in the ledger once; a second one is said again and confirmed no more', async () => {
    const tenant = await createTenant(pool);
    const text = inboundText(tenant, 'STOP');
    await takeIn(pool, text);
    expect(await ingestInbound(pool, text)).toEqual({ outcome: 'duplicate', optOutOf: tenant.tenantId });
    expect(await ledgerOf(tenant)).toHaveLength(1);
    await takeIn(pool, inboundText(tenant, 'Stop.'));
    expect(await ledgerOf(tenant)).toHaveLength(2);
    const confirmations = await pool.query(`select 1 from messages where tenant_id = $1 and source = 'system'`, [
      tenant.tenantId,
    ]);
    expect(confirmations.rowCount).toBe(1);
  });

  test('withholds what was queued, with the rule and an event', async () => {
    const { tenant, fact } = await oneText(pool);
    const messageId = await queuedText(pool, tenant);
    await write(tenant, 'STOP');
    expect(await claimDelivery(pool, tenant.tenantId, messageId)).toEqual({ outcome: 'done', state: 'withheld' });
    expect(await messageOf(pool, messageId)).toMatchObject({ state: 'withheld', withheld_rule: 'opted_out' });
    const { data } = await readRow(
      pool,
      `select data from events where interaction_id = $1 and type = 'delivery-withheld'`,
      [fact.interactionId],
    );
    expect(data).toEqual({ messageId, rule: 'opted_out' });
  });

  test.each(['manual', 'api', 'sms_agent'] as const)('refuses what is sent afterwards as %s', async (source) => {
    const { tenant } = await oneText(pool);
    await write(tenant, 'STOP');
    expect(await send(tenant, { source })).toEqual({
      outcome: 'refused',
      code: 'CONTACT_OPTED_OUT',
      details: { rule: 'opted_out' },
    });
  });

  test('counts for the number that is texted, not for the lead: a "to" of somebody else’s is free', async () => {
    const { tenant } = await oneText(pool);
    await write(tenant, 'STOP');
    expect(await send(tenant, { to: newNumber() })).toMatchObject({ outcome: 'recorded' });
    const stranger = await addLead(pool, tenant, { campaign_id: tenant.campaignId, phone: newNumber() });
    expect(await send(tenant, { leadId: stranger })).toMatchObject({ outcome: 'refused' });
  });

  test('while the agent answers: its answer is kept and not sent, its reply by API refused', async () => {
    const talk = await asked(pool);
    await write(talk.tenant, 'STOP');
    expect(await reply(pool, talk)).toEqual({ outcome: 'dropped' });
    expect(await replyByApi(pool, talk)).toMatchObject({ outcome: 'refused', code: 'CONTACT_OPTED_OUT' });
  });

  test('is of this tenant alone', async () => {
    const [tenant, other] = [await createTenant(pool), await createTenant(pool)];
    const phone = tenant.leadPhone;
    const twin = await addLead(pool, other, { campaign_id: other.campaignId, phone });
    const text = await write({ ...other, leadPhone: phone }, 'Hi');
    await write(tenant, 'STOP', { providerMessageId: 'SM_same' });
    await write({ ...other, leadPhone: phone }, 'Still here', { providerMessageId: 'SM_same' });
    expect(await readLeadConsent(pool, other.tenantId, twin)).toMatchObject({ state: 'none' });
    expect(await readLeadConsent(pool, other.tenantId, tenant.leadId)).toBeNull();
    expect(await listConsentEvents(pool, other.tenantId, tenant.leadId, { limit: 5 })).toEqual([]);
    expect((await turnOf(pool, String(text.data.turnId))).state).toBe('collecting');
    expect(await send(other, { leadId: twin, to: phone })).toMatchObject({ outcome: 'recorded' });
  });

  test('of one lead is every lead’s with the same phone, and stays with the phone when a lead’s changes', async () => {
    const { tenant } = await oneText(pool);
    const twin = await addLead(pool, tenant, { campaign_id: tenant.campaignId, phone: tenant.leadPhone });
    await write(tenant, 'STOP');
    expect(await readLeadConsent(pool, tenant.tenantId, twin)).toMatchObject({ state: 'opted_out' });
    await pool.query('update leads set phone = $2 where lead_id = $1', [tenant.leadId, newNumber()]);
    expect(await consentOf(tenant)).toMatchObject({ state: 'none', since: null });
    expect(await ledgerOf(tenant)).toMatchObject([{ leadNumber: tenant.leadPhone }]);
    expect(await readLeadConsent(pool, tenant.tenantId, twin)).toMatchObject({ state: 'opted_out' });
  });

  test('is what a workflow that starts anew is told: no turn, dnc', async () => {
    const { tenant, fact } = await oneText(pool);
    await write(tenant, 'STOP');
    const snapshot = await readSnapshot(pool, tenant.tenantId, fact.interactionId);
    expect(snapshot).toMatchObject({ turn: null, status: 'dnc', needsPerson: null });
  });
});

describe('after STOP', () => {
  test('what the lead writes is recorded, and nobody is asked', async () => {
    const { tenant } = await oneText(pool);
    await write(tenant, 'STOP');
    const fact = await write(tenant, 'And my invoice?');
    expect(fact.data).not.toHaveProperty('turnId');
    expect(await conversationOf(pool, fact.interactionId)).toMatchObject({ status: 'dnc' });
  });

  test.each(['START', 'unstop', 'YES', 'Sí', 'Oui'])(
    '%j opts in again, ends dnc, and is not the agent’s',
    async (body) => {
      const { tenant } = await oneText(pool);
      await write(tenant, 'STOP');
      const fact = await write(tenant, body);
      expect(fact.data).toMatchObject({ consent: 'opted_in', status: 'in_progress' });
      expect(fact.data).not.toHaveProperty('turnId');
      expect(await consentOf(tenant)).toMatchObject({ state: 'opted_in' });
      expect(await ledgerOf(tenant)).toMatchObject([{ kind: 'opted_in' }, { kind: 'opted_out' }]);
      expect(await send(tenant)).toMatchObject({ outcome: 'recorded' });
      expect((await write(tenant, 'When are you open?')).data).toHaveProperty('turnId');
    },
  );
});

describe('of somebody who is not opted out', () => {
  test('YES is an ordinary answer', async () => {
    const { tenant, turnId } = await oneText(pool);
    expect((await write(tenant, 'Yes')).data).toMatchObject({ turnId });
    expect(await ledgerOf(tenant)).toEqual([]);
  });

  test('START is kept as an opt-in; the turn that waits goes on without it', async () => {
    const { tenant, turnId } = await oneText(pool);
    expect((await write(tenant, 'START')).data).toMatchObject({ consent: 'opted_in' });
    expect(await consentOf(tenant)).toMatchObject({ state: 'opted_in' });
    const claim = await claimTurn(pool, tenant.tenantId, turnId);
    expect(claim).toMatchObject({ outcome: 'claimed', turn: { payload: { message: { combinedText: 'Hi' } } } });
  });

  test('HELP is not forwarded, and does not hold the batch up', async () => {
    const { tenant, turnId } = await oneText(pool);
    const help = await write(tenant, 'HELP');
    expect(help.data).toMatchObject({ consent: 'help' });
    expect(help.data).not.toHaveProperty('turnId');
    await write(tenant, 'Are you open?');
    const claim = await claimTurn(pool, tenant.tenantId, turnId);
    expect(claim).toMatchObject({
      outcome: 'claimed',
      turn: { payload: { message: { combinedText: 'Hi\nAre you open?', messageCount: 2 } } },
    });
    expect(await ledgerOf(tenant)).toEqual([]);
  });
});

test.each(['update consent_events set kind = kind', 'delete from consent_events'])(
  'the ledger is append-only: %s',
  async (sql) => {
    await write(await createTenant(pool), 'STOP');
    await expect(pool.query(sql)).rejects.toThrow(/append-only/);
  },
);

describe('Twilio’s own word for it', () => {
  const takenFor = (type: 'opt_out' | 'opt_in' | 'help') => ({ takenFor: { class: type, word: `OptOutType ${type}` } });

  test.each([
    ['Schluss jetzt', 'opt_out', 'opted_out'],
    ['Weiter', 'opt_in', 'opted_in'],
    ['Hm', 'help', 'help'],
    ['STOP', 'help', 'help'],
  ] as const)('wins over the words: %j as %s', async (body, type, consent) => {
    const tenant = await createTenant(pool);
    expect((await write(tenant, body, takenFor(type))).data).toMatchObject({ consent });
  });
});

describe('21610, a provider’s word that the lead opted out there', () => {
  const refuse = async (tenant: Tenant, messageId: string) => {
    await claimDelivery(pool, tenant.tenantId, messageId);
    return recordVerdict(pool, {
      ...{ tenantId: tenant.tenantId, messageId, attempt: 1, kind: 'refused' as const, providerMessageId: null },
      ...{ errorCode: '21610', errorMessage: null, optedOut: true, notify: false },
    });
  };

  test('goes into the ledger once, sets dnc and drops the turn', async () => {
    const { tenant, fact, turnId } = await oneText(pool);
    const [first, second] = [await queuedText(pool, tenant), await queuedText(pool, tenant)];
    expect(await refuse(tenant, first)).toBe('failed');
    expect(await conversationOf(pool, fact.interactionId)).toMatchObject({ status: 'dnc' });
    expect((await turnOf(pool, turnId)).state).toBe('dropped');
    expect(await ledgerOf(tenant)).toMatchObject([{ origin: 'provider', word: '21610', messageId: first }]);
    expect(await claimDelivery(pool, tenant.tenantId, second)).toEqual({ outcome: 'done', state: 'withheld' });
    const told = await readRow(
      pool,
      `select data, after_seq from events where interaction_id = $1 and type = 'opted-out'`,
      [fact.interactionId],
    );
    expect(told).toMatchObject({ data: { status: 'dnc' }, after_seq: expect.any(Number) });
  });

  test('in a report that comes after START takes nothing back', async () => {
    const { tenant } = await oneText(pool);
    const messageId = await queuedText(pool, tenant);
    await refuse(tenant, messageId);
    await write(tenant, 'START');
    await ingestReport(pool, {
      ...{ messageId, providerMessageId: 'SM_late', status: 'failed', state: 'failed', errorCode: '21610' },
      ...{ errorMessage: null, speaksFor: null, optedOut: true },
    });
    expect(await consentOf(tenant)).toMatchObject({ state: 'opted_in' });
  });
});

test('the version before, which runs on while this one migrates, takes texts in and writes verdicts as it did', async () => {
  const { tenant } = await oneText(pool);
  const messageId = await queuedText(pool, tenant);
  await claimDelivery(pool, tenant.tenantId, messageId);
  const { tenantId, leadPhone, ourNumber } = tenant;
  const text = [newId('request'), leadPhone, ourNumber, newId('message'), newId('lead'), newId('interaction')];
  const taken = await pool.query(
    `select * from ingest_inbound('twilio', $1, $2, $3, 'STOP', 1, $4, $5, $6, null)`,
    text,
  );
  expect(taken.rows).toMatchObject([{ outcome: 'recorded', more: null }]);
  const refused = await pool.query(
    `select record_verdict($1, $2, 1, 'refused', null, '21610', null, 'failed', array['queued', 'sending'], false) as state`,
    [tenantId, messageId],
  );
  expect(refused.rows).toEqual([{ state: 'failed' }]);
  const reported = await pool.query(
    `select outcome from record_report($1, 'SM_1', 'delivered', null, null, null, array[]::text[], null)`,
    [messageId],
  );
  expect(reported.rows).toEqual([{ outcome: 'recorded' }]);
  expect(await ledgerOf(tenant)).toEqual([]);
});
