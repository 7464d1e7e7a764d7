import { zonesOfLead } from '../../src/lead-zones';
import { createMetrics } from '../../src/metrics';
import '../support/one-realm';
import type { ActivityDependencies } from '../../activities/dependencies';
import { createSweepInbound } from '../../activities/sweep-inbound';
import { readPhoneNumber } from '../../src/db/phone-numbers';
import type { Pool } from '../../src/db/pool';
import type { Carrier } from '../../src/dev/carrier/carrier';
import { createHttpCall } from '../../src/outbound/http';
import { Providers } from '../../src/providers/registry';
import { openSecret, sealSecret } from '../../src/secrets';
import { ACCOUNT_SID, AUTH_TOKEN, type Setup, setUp } from '../dev/carrier-setup';
import { capturedLog } from '../support/captured-log';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startHttpRecorder } from '../support/http-recorder';
import { createTenant, insert, readRow, type Tenant } from '../support/tenant';

const KEY = Buffer.alloc(32, 7).toString('base64');
const OWN_SID = `AC${'9'.repeat(32)}`;
const OWN_TOKEN = 'a-token-of-the-tenants-own';
const call = createHttpCall(5_000);

let database: TestDatabase;
let pool: Pool;
let setup: Setup;
let carrier: Carrier;
let deps: ActivityDependencies;
let said: () => string;
beforeEach(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  setup = await setUp({ optOutHandling: false });
  carrier = setup.carrier;
  const { log, output } = capturedLog();
  said = output;
  const nobody = () => {
    throw new Error('nothing of this is done by a sweep');
  };
  deps = {
    ...{
      log,
      pool,
      callAgent: call,
      agentRetryForMs: 60_000,
      lateAfterMs: 900_000,
      metrics: createMetrics(),
      zonesOfLead,
    },
    providers: providersAt(carrier.url),
    openSecret: nobody,
    statusCallbackUrl: nobody,
    announce: () => {},
    newMessageId: nobody,
  };
});
afterEach(async () => {
  await setup.stop();
  await database.drop();
});
afterAll(() => call.close());

const providersAt = (url: string) =>
  new Providers(
    { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN, TWILIO_API_BASE_URL: url },
    call,
    (sealed) => openSecret(KEY, sealed),
  );
const sweep = (batch = 100, since?: number) => createSweepInbound(deps)({ batch, since });
/** The lead texts; nobody takes the webhook for it (the recorder answers 200 and records nothing in Postgres). */
const texts = async (tenant: Tenant, ...bodies: string[]) => {
  for (const body of bodies) await carrier.text({ from: tenant.leadPhone, to: tenant.ourNumber, body });
};
const bodiesOf = async ({ tenantId }: Tenant) => {
  const { rows } = await pool.query('select body from messages where tenant_id = $1 order by seq', [tenantId]);
  return rows.map((row) => row.body);
};
const sweepOf = ({ ourNumber }: Tenant) =>
  readRow(pool, 'select * from inbound_sweeps where phone_number = $1', [ourNumber]);

test('takes in what is missing, in order, once, however often it runs', async () => {
  const tenant = await createTenant(pool);
  await texts(tenant, 'one', 'two', 'three');
  expect(await sweep()).toMatchObject({ numbers: 1, recovered: 3, failed: 0, more: false });
  expect(await bodiesOf(tenant)).toEqual(['one', 'two', 'three']);
  const before = await sweepOf(tenant);
  await texts(tenant, 'four');
  expect(await sweep()).toMatchObject({ recovered: 1 });
  expect(await bodiesOf(tenant)).toEqual(['one', 'two', 'three', 'four']);
  expect((await sweepOf(tenant)).read_up_to).not.toEqual(before.read_up_to);
});

test('sweeps at once leave one another’s numbers alone, and every text is there once', async () => {
  const tenants = await Promise.all([1, 2, 3, 4, 5, 6].map(() => createTenant(pool)));
  for (const tenant of tenants) await texts(tenant, 'one', 'two');
  const { since } = await sweep(0); // gives every number its row
  const swept = await Promise.all([1, 2, 3].map(() => sweep(100, since)));
  expect(swept.reduce((sum, each) => sum + each.numbers, 0)).toBe(tenants.length);
  for (const tenant of tenants) expect(await bodiesOf(tenant)).toEqual(['one', 'two']);
});

test('a round comes to every number once, in batches, first to those whose sweep is longest ago', async () => {
  const tenants = await Promise.all([1, 2, 3].map(() => createTenant(pool)));
  const { since, ...first } = await sweep(2);
  expect(first).toMatchObject({ numbers: 2, more: true });
  expect(await sweep(2, since)).toMatchObject({ numbers: 1, more: false });
  const newest = tenants[0]!;
  const minutesAgo = (tenant: Tenant, minutes: number) =>
    pool.query('update inbound_sweeps set swept_at = now() - make_interval(mins => $2) where phone_number = $1', [
      tenant.ourNumber,
      minutes,
    ]);
  for (const [index, tenant] of tenants.entries()) await minutesAgo(tenant, 10 + index);
  const { swept_at: untouched } = await sweepOf(newest);
  await sweep(2);
  expect((await sweepOf(newest)).swept_at).toEqual(untouched);
});

test('a bad account stops nobody else; the reason is kept, and gone when it works again', async () => {
  const [good, bad] = [await createTenant(pool), await createTenant(pool)];
  const ownAccount = (token: string) => ({
    ...{ tenant_id: bad.tenantId, provider: 'twilio', account_id: OWN_SID },
    secret: sealSecret(KEY, token),
  });
  await insert(pool, 'provider_accounts', ownAccount('a token that is wrong'));
  carrier.setAccount({
    ...{ accountSid: OWN_SID, authToken: OWN_TOKEN, numbers: [bad.ourNumber] },
    inboundUrl: `${setup.product.url}/webhooks/twilio/sms`,
  });
  await texts(good, 'hello');
  await texts(bad, 'anybody?');
  expect(await sweep()).toMatchObject({ numbers: 2, recovered: 1, failed: 1 });
  expect(await bodiesOf(good)).toEqual(['hello']);
  expect((await readPhoneNumber(pool, bad.tenantId, bad.ourNumber))!.inboundSweep).toMatchObject({
    problem: { code: 'CREDENTIALS_REFUSED', since: expect.any(String) },
  });
  for (const number of [bad.ourNumber, bad.leadPhone]) expect(said()).not.toContain(number);

  expect(await sweep()).toMatchObject({ numbers: 1 }); // it rests
  await pool.query('update provider_accounts set secret = $1', [sealSecret(KEY, OWN_TOKEN)]);
  await pool.query('update inbound_sweeps set not_before = now()');
  expect(await sweep()).toMatchObject({ numbers: 2, recovered: 1, failed: 0 });
  expect(await bodiesOf(bad)).toEqual(['anybody?']);
  expect((await readPhoneNumber(pool, bad.tenantId, bad.ourNumber))!.inboundSweep).toMatchObject({ problem: null });
});

test('an account that is asked too often is left alone for the rest of the batch', async () => {
  for (const _ of [1, 2, 3, 4, 5, 6, 7, 8]) await createTenant(pool);
  const busy = await startHttpRecorder();
  busy.answerNext(...Array(8).fill({ status: 429, body: { code: 20429, message: 'Too many', status: 429 } }));
  deps.providers = providersAt(busy.url);
  const swept = await sweep();
  await busy.stop();
  expect(swept).toMatchObject({ numbers: 8, failed: 8 });
  expect(busy.requests.length).toBeLessThanOrEqual(4);
});

test('a number without an account says so', async () => {
  const tenant = await createTenant(pool);
  await pool.query(`update phone_numbers set provider = 'vonage'`);
  expect(await sweep()).toMatchObject({ numbers: 1, failed: 1 });
  expect((await readPhoneNumber(pool, tenant.tenantId, tenant.ourNumber))!.inboundSweep).toMatchObject({
    problem: { code: 'PROVIDER_NOT_CONFIGURED' },
  });
});

test('nothing is noted as read when Postgres took only a part of it in', async () => {
  const tenant = await createTenant(pool);
  await texts(tenant, 'one', 'two');
  const { since } = await sweep(0);
  await pool.query(`create function refuse() returns trigger language plpgsql as $$
    begin if new.body = 'two' then raise 'no'; end if; return new; end $$`);
  await pool.query('create trigger refuse before insert on messages for each row execute function refuse()');
  const { read_up_to: before } = await sweepOf(tenant);
  await expect(sweep(1, since)).rejects.toThrow('no');
  expect((await sweepOf(tenant)).read_up_to).toEqual(before);
  await pool.query('drop trigger refuse on messages');
  await pool.query('update inbound_sweeps set not_before = null');
  expect(await sweep()).toMatchObject({ recovered: 1 });
  expect(await bodiesOf(tenant)).toEqual(['one', 'two']);
});

test('a tenant’s own account speaks for nobody else: a number that moved meanwhile gets no text of it', async () => {
  const [owner, other] = [await createTenant(pool), await createTenant(pool)];
  await insert(pool, 'provider_accounts', {
    ...{ tenant_id: owner.tenantId, provider: 'twilio', account_id: OWN_SID, secret: sealSecret(KEY, OWN_TOKEN) },
  });
  carrier.setAccount({
    ...{ accountSid: OWN_SID, authToken: OWN_TOKEN, numbers: [owner.ourNumber, other.ourNumber] },
    inboundUrl: `${setup.product.url}/webhooks/twilio/sms`,
  });
  await carrier.text({ from: other.leadPhone, to: other.ourNumber, body: 'not yours' });
  expect(await sweep()).toMatchObject({ recovered: 0 });
  expect(await bodiesOf(other)).toEqual([]);
});
