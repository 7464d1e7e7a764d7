import { sealSecret } from '../../src/secrets';
import { type ApiCall, apiClient } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { newKey } from '../support/new-key';
import { createTenant, newNumber, readRow, type Tenant } from '../support/tenant';
import { postSigned } from '../support/twilio-webhook';

/** A tenant whose texts go through an account of its own. */
interface Holder extends Tenant {
  call: ApiCall;
  accountId: string;
  token: string;
}

/** What is empty counts as not set. */
const NO_ACCOUNT = { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' };

let accounts = 0;
let texts = 0;

async function newHolder(api: ApiUnderTest, parts: { accountId?: string; token?: string } = {}): Promise<Holder> {
  const tenant = await createTenant(api.pool);
  const call = apiClient(api.apiUrl, await newKey(api.pool, tenant.tenantId, 'admin'));
  const accountId = parts.accountId ?? `AC${String(++accounts).padStart(32, '2')}`;
  const token = parts.token ?? `token-of-${tenant.tenantId}`;
  const holder = { ...tenant, call, accountId, token };
  await enter(holder, token);
  return holder;
}

async function enter({ call, accountId }: Holder, secret: string): Promise<void> {
  const answer = await call('PUT', '/api/v1/provider-accounts/twilio', { accountId, secret });
  expect(answer.status).toBe(200);
}

/** A lead of `to` texts it; `by` names the account and `token` signs. */
function textTo(api: ApiUnderTest, to: { ourNumber: string; leadPhone: string }, by: string | null, token: string) {
  return postSigned(`${api.apiUrl}/webhooks/twilio/sms`, token, {
    ...{ MessageSid: `SM${String(++texts).padStart(32, '0')}`, From: to.leadPhone, To: to.ourNumber, Body: 'Hi' },
    ...{ SmsStatus: 'received', NumMedia: '0' },
    ...(by === null ? {} : { AccountSid: by }),
  });
}

async function textsOf(api: ApiUnderTest, { tenantId }: Tenant): Promise<number> {
  const row = await readRow(
    api.pool,
    `select count(*)::integer as n from messages where tenant_id = $1 and direction = 'inbound'`,
    [tenantId],
  );
  return Number(row.n);
}

const unroutedOf = async ({ call }: Holder, query = '') =>
  (await call('GET', `/api/v1/unrouted-messages${query}`)).body;

describe('webhooks where the installation has an account too', () => {
  const ENV = { sid: `AC${'e'.repeat(32)}`, token: 'the-token-of-the-installation' };
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApi({ TWILIO_ACCOUNT_SID: ENV.sid, TWILIO_AUTH_TOKEN: ENV.token });
  });
  afterAll(() => api?.stop());

  let a: Holder;
  let b: Holder;
  beforeEach(async () => {
    [a, b] = [await newHolder(api), await newHolder(api)];
  });

  test('each tenant is texted through its own account, and through the installation’s', async () => {
    expect(await textTo(api, a, a.accountId, a.token)).toBe(200);
    expect(await textTo(api, b, b.accountId, b.token)).toBe(200);
    expect(await textTo(api, a, ENV.sid, ENV.token)).toBe(200);
    expect([await textsOf(api, a), await textsOf(api, b)]).toEqual([2, 1]);
  });

  test('a text that a tenant signs itself never reaches another: it is kept with who signed it', async () => {
    expect(await textTo(api, a, b.accountId, b.token)).toBe(200);
    expect(await textsOf(api, a)).toBe(0);
    expect((await unroutedOf(a)).data).toEqual({ items: [], next: null });
    const { data } = await unroutedOf(b);
    expect(data.items).toMatchObject([{ from: a.leadPhone, to: a.ourNumber, message: 'Hi', provider: 'twilio' }]);
  });

  test.each<[what: string, by: () => string | null, token: () => string]>([
    ['a tenant’s account, signed with another’s token', () => a.accountId, () => b.token],
    ['the installation’s account, signed with a tenant’s token', () => ENV.sid, () => a.token],
    ['no account, signed with a tenant’s token', () => null, () => a.token],
    ['an account that nobody has', () => `AC${'9'.repeat(32)}`, () => a.token],
    ['an account that is none', () => "' or 1=1 --", () => a.token],
    ['a token that is nobody’s', () => a.accountId, () => 'guessed'],
  ])('refused and without a trace: %s', async (_what, by, token) => {
    const before = await api.pool.query('select count(*) from unrouted_messages');
    expect(await textTo(api, a, by(), token())).toBe(403);
    expect(await textsOf(api, a)).toBe(0);
    expect((await api.pool.query('select count(*) from unrouted_messages')).rows).toEqual(before.rows);
  });

  test('a tenant that enters another’s account without its token gets nothing of it', async () => {
    const thief = await newHolder(api, { accountId: a.accountId, token: 'guessed' });
    expect(await textTo(api, a, a.accountId, a.token)).toBe(200);
    expect(await textTo(api, a, a.accountId, 'guessed')).toBe(200);
    expect(await textsOf(api, a)).toBe(1);
    expect((await unroutedOf(thief)).data.items).toMatchObject([{ to: a.ourNumber }]);
  });

  test('two tenants that share an account are both reached', async () => {
    const second = await newHolder(api, { accountId: a.accountId, token: a.token });
    expect(await textTo(api, a, a.accountId, a.token)).toBe(200);
    expect(await textTo(api, second, a.accountId, a.token)).toBe(200);
    expect([await textsOf(api, a), await textsOf(api, second)]).toEqual([1, 1]);
  });

  test('a new token counts at once, and the old one no more', async () => {
    expect(await textTo(api, a, a.accountId, a.token)).toBe(200);
    await enter(a, 'rotated');
    expect(await textTo(api, a, a.accountId, a.token)).toBe(403);
    expect(await textTo(api, a, a.accountId, 'rotated')).toBe(200);
    await a.call('DELETE', '/api/v1/provider-accounts/twilio');
    expect(await textTo(api, a, a.accountId, 'rotated')).toBe(403);
    expect(await textsOf(api, a)).toBe(2);
  });

  test('a secret that cannot be opened verifies nothing, and does not stand in another’s way', async () => {
    const second = await newHolder(api, { accountId: a.accountId, token: a.token });
    await api.pool.query('update provider_accounts set secret = $2 where tenant_id = $1', [
      a.tenantId,
      sealSecret(Buffer.alloc(32, 1).toString('base64'), a.token),
    ]);
    expect(await textTo(api, a, a.accountId, a.token)).toBe(200);
    expect(await textTo(api, second, a.accountId, a.token)).toBe(200);
    expect([await textsOf(api, a), await textsOf(api, second)]).toEqual([0, 1]);
    expect(api.api.output).toContain('PROVIDER_SECRET_UNREADABLE');
  });

  test('a report by another’s account moves nothing, and says nothing of what is there', async () => {
    const body = { leadId: a.leadId, message: 'Hello' };
    const sent = await a.call('POST', '/api/v1/sms/send', body, { Prefer: 'respond-async' });
    expect(sent.status).toBe(202);
    const { messageId } = sent.body.data;
    const report = (by: Holder) =>
      postSigned(`${api.apiUrl}/webhooks/twilio/status?messageId=${messageId}`, by.token, {
        ...{ MessageSid: `SM${'d'.repeat(32)}`, MessageStatus: 'failed', ErrorCode: '30007', AccountSid: by.accountId },
      });
    const state = async () =>
      readRow(
        api.pool,
        `select m.state, m.error_code, (select count(*)::integer from delivery_reports r where r.message_id = m.message_id) as reports
           from messages m where m.message_id = $1`,
        [messageId],
      );
    expect(await report(b)).toBe(200);
    expect(await state()).toEqual({ state: 'queued', error_code: null, reports: 0 });
    expect(await report(a)).toBe(200);
    expect(await state()).toMatchObject({ reports: 1 });
  });

  test('texts to a number that nobody owns come in pages, newest first, each to whom the account is', async () => {
    const nowhere = () => ({ ourNumber: newNumber(), leadPhone: newNumber() });
    const targets = [nowhere(), nowhere(), nowhere()];
    for (const target of targets) expect(await textTo(api, target, a.accountId, a.token)).toBe(200);
    expect(await textTo(api, nowhere(), b.accountId, b.token)).toBe(200);
    // The installation has several tenants: whose it is, nobody can say.
    expect(await textTo(api, nowhere(), ENV.sid, ENV.token)).toBe(200);

    const first = await unroutedOf(a, '?limit=2');
    const second = await unroutedOf(a, `?limit=2&cursor=${first.data.next}`);
    const shown = [...first.data.items, ...second.data.items].map((item: { to: string }) => item.to);
    expect(shown).toEqual(targets.map((target) => target.ourNumber).reverse());
    expect(second.data.next).toBeNull();
    expect((await unroutedOf(b)).data.items).toHaveLength(1);
  });
});

describe('where the installation has no account', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApi(NO_ACCOUNT);
  });
  afterAll(() => api?.stop());

  test('a tenant without one is told so, and one with its own can send', async () => {
    const { tenantId, leadId } = await createTenant(api.pool);
    const call = apiClient(api.apiUrl, await newKey(api.pool, tenantId, 'admin'));
    const send = () => call('POST', '/api/v1/sms/send', { leadId, message: 'Hi' }, { Prefer: 'respond-async' });
    const notConfigured = { error: { code: 'PROVIDER_NOT_CONFIGURED', details: { provider: 'twilio' } } };
    expect(await send()).toMatchObject({ status: 422, body: notConfigured });
    expect((await call('GET', '/api/v1/provider-accounts')).body.data).toEqual({ items: [], installation: [] });
    const path = '/api/v1/provider-accounts/twilio';
    expect((await call('POST', `${path}/test`)).body.data).toMatchObject({
      ...{ ok: false, account: null, findings: [{ code: 'NO_ACCOUNT' }], smsNumbers: null },
    });
    expect(await call('POST', `${path}/sync-numbers`, {})).toMatchObject({ status: 422, body: notConfigured });

    await call('PUT', path, { accountId: `AC${'3'.repeat(32)}`, secret: 'a-token' });
    expect(await send()).toMatchObject({ status: 202 });
    await call('DELETE', path);
    expect(await send()).toMatchObject({ status: 422, body: notConfigured });
  });

  test('a webhook is verified with the tenant’s token, and refused with any other', async () => {
    const holder = await newHolder(api);
    expect(await textTo(api, holder, holder.accountId, holder.token)).toBe(200);
    expect(await textTo(api, holder, holder.accountId, 'guessed')).toBe(403);
    expect(await textsOf(api, holder)).toBe(1);
  });

  test('a provider that cannot be reached is told in words', async () => {
    const unreachable = await startApi({ ...NO_ACCOUNT, TWILIO_API_BASE_URL: 'http://127.0.0.1:1' });
    try {
      const { call } = await newHolder(unreachable);
      const path = '/api/v1/provider-accounts/twilio';
      const test = await call('POST', `${path}/test`);
      expect(test).toMatchObject({ status: 200, body: { data: { ok: false, findings: [{ code: 'NOT_REACHABLE' }] } } });
      const sync = await call('POST', `${path}/sync-numbers`, {});
      expect(sync).toMatchObject({ status: 502, body: { error: { details: { code: 'NOT_REACHABLE' } } } });
    } finally {
      await unreachable.stop();
    }
  });
});
