import { claimDelivery } from '../../src/db/deliveries';
import { ingestInbound } from '../../src/db/ingest';
import { inTransaction, type Pool } from '../../src/db/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, type Tenant } from '../support/tenant';
import { consentTools } from './consent-setup';
import { messageOf } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const { write } = consentTools(() => pool);

describe('the answer to a keyword', () => {
  const answers = async (tenant: Tenant) =>
    (
      await pool.query(
        `select message_id, body, state, from_number, to_number from messages
          where tenant_id = $1 and source = 'system' order by seq`,
        [tenant.tenantId],
      )
    ).rows;
  const setTenant = (tenant: Tenant, sql: string) =>
    pool.query(`update tenants set ${sql} where tenant_id = $1`, [tenant.tenantId]);

  test.each<[string, string, boolean, Record<string, unknown>, string[]]>([
    ['STOP, where the provider answers itself', 'true', true, {}, []],
    [
      'STOP, where it does not',
      'true',
      false,
      {},
      ['Dental: You are unsubscribed and will get no more texts. Reply START to get them again.'],
    ],
    [
      'STOP, where the tenant wants it from Parley',
      `confirmations = 'parley', opt_out_text = 'Bye.'`,
      true,
      {},
      ['Bye.'],
    ],
    [
      'STOP, that Twilio says it has answered',
      `confirmations = 'parley'`,
      true,
      { takenFor: { class: 'opt_out', word: 'OptOutType STOP' } },
      [],
    ],
  ])('%s', async (_what, setting, providerAnswers, parts, expected) => {
    const tenant = await createTenant(pool);
    if (setting !== 'true') await setTenant(tenant, setting);
    await write(tenant, 'STOP', { providerAnswers, ...parts });
    expect((await answers(tenant)).map(({ body }) => body)).toEqual(expected);
  });

  test('to HELP is Parley’s where the provider does not answer', async () => {
    const tenant = await createTenant(pool);
    await write(tenant, 'HELP', { providerAnswers: false });
    expect((await answers(tenant)).map(({ body }) => body)).toEqual([
      'Dental: Reply STOP to get no more texts. Message and data rates may apply.',
    ]);
    await write(tenant, 'STOP', { providerAnswers: true });
    await write(tenant, 'HELP', { providerAnswers: false });
    expect(await answers(tenant)).toHaveLength(1);
  });

  test('to STOP leaves though nothing else does, and for five minutes alone', async () => {
    const tenant = await createTenant(pool);
    const result = await ingestInbound(pool, inboundText(tenant, 'STOP', { providerAnswers: false }));
    const [confirmation] = await answers(tenant);
    expect(result).toMatchObject({
      outcome: 'recorded',
      more: [{ type: 'send', data: { messageId: confirmation.message_id, source: 'system' } }],
    });
    expect(confirmation).toMatchObject({ from_number: tenant.ourNumber, to_number: tenant.leadPhone, state: 'queued' });
    const claim = await claimDelivery(pool, tenant.tenantId, confirmation.message_id);
    expect(claim).toMatchObject({ outcome: 'claimed' });
  });

  test('to STOP that could not leave in time is withheld', async () => {
    const tenant = await createTenant(pool);
    await write(tenant, 'STOP', { providerAnswers: false });
    const [confirmation] = await answers(tenant);
    await olderBy(tenant, '6 minutes');
    expect(await claimDelivery(pool, tenant.tenantId, confirmation.message_id)).toEqual({
      outcome: 'done',
      state: 'withheld',
    });
    expect(await messageOf(pool, confirmation.message_id)).toMatchObject({ withheld_rule: 'opted_out' });
  });

  test('to STOP that the lead took back is withheld, also after another STOP, which is confirmed itself', async () => {
    const tenant = await createTenant(pool);
    for (const word of ['STOP', 'START']) await write(tenant, word, { providerAnswers: false });
    const [first] = await answers(tenant);
    await write(tenant, 'STOP', { providerAnswers: false });
    const [, second] = await answers(tenant);
    const claim = (messageId: string) => claimDelivery(pool, tenant.tenantId, messageId);
    expect(await claim(first.message_id)).toEqual({ outcome: 'done', state: 'withheld' });
    expect(await messageOf(pool, first.message_id)).toMatchObject({ withheld_rule: 'opted_in' });
    expect(await claim(second.message_id)).toMatchObject({ outcome: 'claimed' });
  });

  test('to STOP that the lead took back with nothing after it is withheld too: it would not be true', async () => {
    const tenant = await createTenant(pool);
    for (const word of ['STOP', 'START']) await write(tenant, word, { providerAnswers: false });
    const [confirmation] = await answers(tenant);
    const claim = await claimDelivery(pool, tenant.tenantId, confirmation.message_id);
    expect(claim).toEqual({ outcome: 'done', state: 'withheld' });
  });

  /** The ledger refuses every change, so its guard is taken off for a moment, as only the table's owner can. */
  async function olderBy(tenant: Tenant, interval: string): Promise<void> {
    await inTransaction(pool, async (tx) => {
      await tx.query('alter table consent_events disable trigger consent_events_append_only');
      await tx.query(`update consent_events set at = at - $2::interval where tenant_id = $1`, [
        tenant.tenantId,
        interval,
      ]);
      await tx.query('alter table consent_events enable trigger consent_events_append_only');
    });
  }
});
