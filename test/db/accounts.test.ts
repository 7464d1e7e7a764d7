import { claimDelivery, readDoubtful } from '../../src/db/deliveries';
import { type DeliveryReport, ingestInbound, ingestReport } from '../../src/db/ingest';
import type { Pool } from '../../src/db/pool';
import {
  deleteProviderAccount,
  findAccountHolders,
  putProviderAccount,
  type SealedAccount,
} from '../../src/db/provider-accounts';
import { readSendContext } from '../../src/db/send-context';
import { listUnroutedMessages } from '../../src/db/unrouted-messages';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, insert, newNumber, readRow, type Tenant } from '../support/tenant';
import { asked, messageOf, queuedText, reply } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const account = (name: string): SealedAccount => ({ accountId: `AC_${name}`, secret: Buffer.from(`sealed ${name}`) });

describe('what a text is handed over with', () => {
  test('the tenant’s own account of that provider, as it is now', async () => {
    const tenant = await createTenant(pool);
    const { tenantId } = tenant;
    await putProviderAccount(pool, tenantId, 'twilio', account('before'));
    await putProviderAccount(pool, tenantId, 'vonage', account('another provider'));
    await putProviderAccount(pool, (await createTenant(pool)).tenantId, 'twilio', account('another tenant'));
    const messageId = await queuedText(pool, tenant);
    await putProviderAccount(pool, tenantId, 'twilio', account('now'));
    const claim = await claimDelivery(pool, tenantId, messageId);
    expect(claim).toMatchObject({ outcome: 'claimed', delivery: { provider: 'twilio', account: account('now') } });
    expect((await readDoubtful(pool, tenantId, messageId)).account).toEqual(account('now'));

    await deleteProviderAccount(pool, tenantId, 'twilio');
    const doubtful = await readDoubtful(pool, tenantId, messageId);
    expect(doubtful.account).toBeNull();
    expect(JSON.stringify(doubtful)).not.toContain('account_');
  });

  test('nothing, where the tenant has none', async () => {
    const tenant = await createTenant(pool);
    const claim = await claimDelivery(pool, tenant.tenantId, await queuedText(pool, tenant));
    expect(claim).toMatchObject({ outcome: 'claimed', delivery: { account: null } });
  });

  test('an agent’s reply comes with the account too', async () => {
    const talk = await asked(pool);
    await putProviderAccount(pool, talk.tenantId, 'twilio', account('own'));
    expect(await reply(pool, talk)).toMatchObject({ outcome: 'claimed', account: account('own') });
  });

  test('a send is told at which providers the tenant has an account', async () => {
    const { tenantId, leadId } = await createTenant(pool);
    const own = async () => (await readSendContext(pool, tenantId, leadId, { byAgent: false }))?.ownAccounts;
    expect(await own()).toEqual([]);
    await putProviderAccount(pool, tenantId, 'twilio', account('own'));
    expect(await own()).toEqual(['twilio']);
  });
});

test('an account is found with every tenant that entered it', async () => {
  const [a, b] = [await createTenant(pool), await createTenant(pool)];
  const shared = account(newId('request'));
  await putProviderAccount(pool, a.tenantId, 'twilio', shared);
  await putProviderAccount(pool, b.tenantId, 'twilio', { ...shared, secret: Buffer.from('another token') });
  expect(await findAccountHolders(pool, 'twilio', shared.accountId)).toEqual([
    { tenantId: a.tenantId, account: shared },
    { tenantId: b.tenantId, account: { ...shared, secret: Buffer.from('another token') } },
  ]);
  expect(await findAccountHolders(pool, 'vonage', shared.accountId)).toEqual([]);
});

describe('for whom an account speaks', () => {
  let a: Tenant;
  let b: Tenant;
  beforeEach(async () => {
    [a, b] = [await createTenant(pool), await createTenant(pool)];
  });

  const inbound = (speaksFor: string[] | null) => ingestInbound(pool, inboundText(a, 'Hi', { speaksFor }));
  const texts = async ({ tenantId }: Tenant) =>
    (await pool.query('select 1 from messages where tenant_id = $1', [tenantId])).rowCount;

  test.each<[what: string, speaksFor: () => string[] | null]>([
    ['the installation’s', () => null],
    ['its own', () => [a.tenantId]],
    ['one that it shares', () => [b.tenantId, a.tenantId]],
  ])('a text to a tenant’s number by %s reaches it', async (_what, speaksFor) => {
    expect(await inbound(speaksFor())).toMatchObject({ outcome: 'recorded', fact: { tenantId: a.tenantId } });
  });

  test('a text to a tenant’s number by another’s account does not: it is kept for the one whose account it is', async () => {
    expect(await inbound([b.tenantId])).toEqual({ outcome: 'unrouted' });
    expect(await texts(a)).toBe(0);
    expect(await listUnroutedMessages(pool, a.tenantId, { limit: 10 })).toEqual([]);
    const [kept] = await listUnroutedMessages(pool, b.tenantId, { limit: 10 });
    expect(kept).toMatchObject({ from: a.leadPhone, to: a.ourNumber, message: 'Hi', provider: 'twilio' });
    // The true one, with the same id, still gets through.
    expect(await inbound([a.tenantId])).toMatchObject({ outcome: 'recorded' });
  });

  test('an account that nobody has any more reaches nobody', async () => {
    expect(await inbound([])).toEqual({ outcome: 'unrouted' });
    expect(await texts(a)).toBe(0);
  });

  const reported = async (speaksFor: string[] | null) => {
    const messageId = await queuedText(pool, a);
    await claimDelivery(pool, a.tenantId, messageId);
    const report: DeliveryReport = {
      ...{ messageId, providerMessageId: `SM_${messageId}`, status: 'delivered', state: 'delivered' as const },
      ...{ errorCode: null, errorMessage: null, speaksFor },
    };
    const outcome = await ingestReport(pool, report);
    const kept = await pool.query('select 1 from delivery_reports where message_id = $1', [messageId]);
    return { outcome, state: (await messageOf(pool, messageId)).state, kept: kept.rowCount };
  };

  test.each<[what: string, speaksFor: () => string[] | null]>([
    ['the installation’s', () => null],
    ['its own', () => [a.tenantId]],
  ])('a report on a tenant’s text by %s moves it', async (_what, speaksFor) => {
    expect(await reported(speaksFor())).toEqual({ outcome: null, state: 'delivered', kept: 1 });
  });

  test('a report on a tenant’s text by another’s account is of no message, and leaves no trace', async () => {
    expect(await reported([b.tenantId])).toEqual({ outcome: 'unknown', state: 'sending', kept: 0 });
  });
});

describe('a text to a number that nobody owns', () => {
  const keptOf = async (speaksFor: string[] | null, db: Pool = pool) => {
    const text = { provider: 'twilio', providerMessageId: newId('request'), from: newNumber(), to: newNumber() };
    expect(await ingestInbound(db, { ...text, body: 'Hello?', speaksFor })).toEqual({ outcome: 'unrouted' });
    return readRow(db, 'select tenant_id from unrouted_messages where provider_message_id = $1', [
      text.providerMessageId,
    ]);
  };

  test('is of the tenant whose account it came through, where that is one tenant', async () => {
    const [a, b] = [await createTenant(pool), await createTenant(pool)];
    expect(await keptOf([a.tenantId])).toEqual({ tenant_id: a.tenantId });
    expect(await keptOf([a.tenantId, b.tenantId])).toEqual({ tenant_id: null });
  });

  test('through the installation’s account it is of the only tenant, and of nobody where there are several', async () => {
    const alone = await createTestDatabase();
    try {
      expect(await keptOf(null, alone.pool)).toEqual({ tenant_id: null });
      await insert(alone.pool, 'tenants', { tenant_id: 'org_only', name: 'Dental' });
      expect(await keptOf(null, alone.pool)).toEqual({ tenant_id: 'org_only' });
      await insert(alone.pool, 'tenants', { tenant_id: 'org_second', name: 'Eyes' });
      expect(await keptOf(null, alone.pool)).toEqual({ tenant_id: null });
    } finally {
      await alone.drop();
    }
  });
});
