import { type Carrier, startCarrier } from '../../src/dev/carrier/carrier';
import type { ApiAnswer, ApiCall } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { insert, newNumber, readRow } from '../support/tenant';

const INSTALLATION = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the-token-of-the-installation' };
const TOKEN = 'the-token-of-this-tenant';
const ACCOUNTS = '/api/v1/provider-accounts';
const TWILIO = `${ACCOUNTS}/twilio`;

let carrier: Carrier;
let api: ApiUnderTest;
let webhookUrl: string;
/** The installation's numbers at the carrier; the tests add to them. */
const installationNumbers: string[] = [];

beforeAll(async () => {
  carrier = await startCarrier({ ...INSTALLATION, inboundUrl: 'http://127.0.0.1:1/', numbers: [] });
  api = await startApi({
    TWILIO_ACCOUNT_SID: INSTALLATION.accountSid,
    TWILIO_AUTH_TOKEN: INSTALLATION.authToken,
    TWILIO_API_BASE_URL: carrier.url,
  });
  webhookUrl = `${api.apiUrl}/webhooks/twilio/sms`;
});
afterAll(async () => {
  await api?.stop();
  await carrier?.stop();
});

let accounts = 0;

/** A tenant of its own, its admin, and an account at the carrier that it may enter. */
async function newTenant() {
  const { tenantId, admin: call, operator } = await api.newTenant();
  const accountSid = `AC${String(++accounts).padStart(32, '1')}`;
  const account = { accountSid, authToken: TOKEN, inboundUrl: webhookUrl };
  carrier.setAccount({ ...account, numbers: [] });
  const enter = (secret = TOKEN) => call('PUT', TWILIO, { accountId: accountSid, secret });
  return { tenantId, call, operator, account, enter };
}

const addNumber = (tenantId: string, phoneNumber: string, parts: Record<string, unknown> = {}) =>
  insert(api.pool, 'phone_numbers', {
    ...{ phone_number: phoneNumber, tenant_id: tenantId, provider: 'twilio' },
    ...parts,
  });

/** The numbers of a tenant, as `number provider capable label`. */
async function numbersOf(tenantId: string): Promise<string[]> {
  const { rows } = await api.pool.query('select * from phone_numbers where tenant_id = $1 order by phone_number', [
    tenantId,
  ]);
  return rows.map((row) => `${row.phone_number} ${row.provider} ${row.sms_capable} ${row.label}`);
}

const codes = (answer: ApiAnswer) => answer.body.data.findings.map((finding: { code: string }) => finding.code);

describe('a tenant’s own account', () => {
  test('is entered, shown without its secret, changed and forgotten', async () => {
    const { tenantId, call, account, enter } = await newTenant();
    expect((await call('GET', ACCOUNTS)).body.data).toEqual({ items: [], installation: ['twilio'] });
    expect((await call('GET', TWILIO)).status).toBe(404);

    const entered = await enter();
    const shown = {
      provider: 'twilio',
      accountId: account.accountSid,
      hasSecret: true,
      secretSetAt: expect.stringMatching(/^\d{4}-.*Z$/),
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    };
    expect(entered).toMatchObject({ status: 200, body: { success: true, data: shown } });
    expect((await call('GET', TWILIO)).body.data).toEqual(entered.body.data);
    expect((await call('GET', ACCOUNTS)).body.data.items).toEqual([entered.body.data]);

    const changed = await enter('another-token');
    expect(changed.body.data.createdAt).toBe(entered.body.data.createdAt);
    expect(changed.body.data.secretSetAt > entered.body.data.secretSetAt).toBe(true);
    const row = await readRow(api.pool, 'select * from provider_accounts where tenant_id = $1', [tenantId]);
    expect(row.secret).not.toEqual(Buffer.from('another-token'));
    expect(String(row.secret)).not.toContain('another-token');

    expect(await call('DELETE', TWILIO)).toMatchObject({ status: 200, body: { data: null } });
    expect((await call('GET', TWILIO)).status).toBe(404);
    expect((await call('DELETE', TWILIO)).status).toBe(404);
  });

  test.each<[what: string, body: unknown, field: string]>([
    ['no account', { secret: TOKEN }, 'accountId'],
    ['an account that is none', { accountId: 'AC123', secret: TOKEN }, 'accountId'],
    ['an API key’s id', { accountId: `SK${'1'.repeat(32)}`, secret: TOKEN }, 'accountId'],
    ['an account with a line break', { accountId: `AC${'1'.repeat(32)}\n`, secret: TOKEN }, 'accountId'],
    ['no secret', { accountId: `AC${'1'.repeat(32)}` }, 'secret'],
    ['an empty secret', { accountId: `AC${'1'.repeat(32)}`, secret: '' }, 'secret'],
    ['a secret with a space', { accountId: `AC${'1'.repeat(32)}`, secret: 'two words' }, 'secret'],
    ['a secret of another type', { accountId: `AC${'1'.repeat(32)}`, secret: 7 }, 'secret'],
    ['a field too many', { accountId: `AC${'1'.repeat(32)}`, secret: TOKEN, provider: 'twilio' }, 'provider'],
  ])('is refused by the field’s name: %s', async (_what, body, field) => {
    const { call } = await newTenant();
    const answer = await call('PUT', TWILIO, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR', details: [{ field }] } } });
    expect(JSON.stringify(answer.body)).not.toContain('two words');
    expect((await call('GET', TWILIO)).status).toBe(404);
  });

  test.each(['vonage', 'pigeon', 'constructor', 'TWILIO', '%00'])('at “%s” is not found', async (provider) => {
    const { call } = await newTenant();
    const path = `${ACCOUNTS}/${provider}`;
    const answers = await Promise.all([
      call('GET', path),
      call('PUT', path, { accountId: `AC${'1'.repeat(32)}`, secret: TOKEN }),
      call('DELETE', path),
      call('POST', `${path}/test`),
      call('POST', `${path}/sync-numbers`, {}),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404]);
  });

  test('is for admins, and another tenant’s is not there', async () => {
    const { operator, enter } = await newTenant();
    await enter();
    const requests = (call: ApiCall) => [
      call('GET', ACCOUNTS),
      call('GET', TWILIO),
      call('PUT', TWILIO, { accountId: `AC${'1'.repeat(32)}`, secret: TOKEN }),
      call('DELETE', TWILIO),
      call('POST', `${TWILIO}/test`),
      call('POST', `${TWILIO}/sync-numbers`, {}),
      call('GET', '/api/v1/unrouted-messages'),
    ];
    for (const answer of await Promise.all(requests(operator))) {
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
    }
    const { call: stranger } = await newTenant();
    expect((await stranger('GET', ACCOUNTS)).body.data.items).toEqual([]);
    expect((await stranger('DELETE', TWILIO)).status).toBe(404);
  });
});

describe('testing an account', () => {
  const LEFT_OUT = { smsNumbers: null, numbersElsewhere: [] };

  test('that works and whose numbers send their texts here: nothing is wrong', async () => {
    const { call, account, enter } = await newTenant();
    carrier.setAccount({ ...account, numbers: [newNumber(), newNumber()] });
    await enter();
    expect(await call('POST', `${TWILIO}/test`)).toMatchObject({ status: 200 });
    expect((await call('POST', `${TWILIO}/test`)).body.data).toEqual({
      ...{ ok: true, account: 'tenant', findings: [], webhookUrl, smsNumbers: 2, numbersElsewhere: [] },
    });
  });

  test('numbers that send their texts elsewhere are counted and named', async () => {
    const { call, account, enter } = await newTenant();
    const [here, there] = [newNumber(), newNumber()];
    const voiceOnly = { phoneNumber: newNumber(), sms: false, smsUrl: 'https://old.example/' };
    carrier.setAccount({
      ...account,
      numbers: [here, { phoneNumber: there, smsUrl: 'https://old.example/' }, voiceOnly],
    });
    await enter();
    const { data } = (await call('POST', `${TWILIO}/test`)).body;
    expect(data).toMatchObject({ ok: true, smsNumbers: 2, numbersElsewhere: [there] });
    expect(data.findings).toEqual([
      {
        code: 'WEBHOOK_ELSEWHERE',
        message: expect.stringMatching(/^1 of 2 SMS-capable numbers .*\/webhooks\/twilio\/sms/),
      },
    ]);
  });

  test.each<[what: string, change: object, expected: object, code: string]>([
    ['with a wrong token', { authToken: 'rotated' }, { ok: false, ...LEFT_OUT }, 'CREDENTIALS_REFUSED'],
    ['suspended', { status: 'suspended' }, { ok: false, ...LEFT_OUT }, 'ACCOUNT_SUSPENDED'],
    ['closed', { status: 'closed' }, { ok: false, ...LEFT_OUT }, 'ACCOUNT_CLOSED'],
    ['on trial', { type: 'Trial' }, { ok: true, smsNumbers: 1 }, 'TRIAL_ACCOUNT'],
    ['without numbers', { numbers: [] }, { ok: true, smsNumbers: 0 }, 'NO_NUMBERS'],
  ])('%s: it is said in words, and is no error', async (_what, change, expected, code) => {
    const { call, account, enter } = await newTenant();
    carrier.setAccount({ ...account, numbers: [newNumber()], ...change });
    await enter();
    const answer = await call('POST', `${TWILIO}/test`);
    expect(answer).toMatchObject({ status: 200, body: { data: { account: 'tenant', ...expected } } });
    expect(codes(answer)).toEqual([code]);
    expect(JSON.stringify(answer.body)).not.toContain(TOKEN);
  });

  test('whose SID the carrier does not know', async () => {
    const { call } = await newTenant();
    await call('PUT', TWILIO, { accountId: `AC${'f'.repeat(32)}`, secret: TOKEN });
    expect(codes(await call('POST', `${TWILIO}/test`))).toEqual(['CREDENTIALS_REFUSED']);
  });

  test('whose secret was sealed with another key', async () => {
    const { tenantId, call, enter } = await newTenant();
    await enter();
    await api.pool.query('update provider_accounts set secret = $2 where tenant_id = $1', [tenantId, Buffer.alloc(60)]);
    const answer = await call('POST', `${TWILIO}/test`);
    expect(answer.body.data).toMatchObject({ ok: false, account: 'tenant' });
    expect(codes(answer)).toEqual(['PROVIDER_SECRET_UNREADABLE']);
    const sync = await call('POST', `${TWILIO}/sync-numbers`, {});
    expect(sync).toMatchObject({ status: 502, body: { error: { details: { code: 'PROVIDER_SECRET_UNREADABLE' } } } });
  });

  test('of the installation, where the tenant has none; other tenants’ numbers are not shown', async () => {
    const [{ tenantId, call }, other] = [await newTenant(), await newTenant()];
    const [ours, theirs] = [newNumber(), newNumber()];
    await addNumber(tenantId, ours);
    await addNumber(other.tenantId, theirs);
    installationNumbers.push(ours, theirs);
    carrier.setAccount({ ...INSTALLATION, inboundUrl: 'http://127.0.0.1:1/', numbers: installationNumbers });
    const { data } = (await call('POST', `${TWILIO}/test`)).body;
    expect(data).toMatchObject({ ok: true, account: 'installation', smsNumbers: 1, numbersElsewhere: [ours] });
  });
});

describe('reading an account’s numbers', () => {
  const sync = (call: ApiCall, body: object = {}) => call('POST', `${TWILIO}/sync-numbers`, body);

  test('adds what is missing, marks what is there, removes nothing, and says each', async () => {
    const [{ tenantId, call, account, enter }, other] = [await newTenant(), await newTenant()];
    const [fresh, known, lost, taken, gone, voice] = Array.from({ length: 6 }, newNumber) as [string, ...string[]];
    await addNumber(tenantId, known!, { label: 'Ours' });
    await addNumber(tenantId, lost!);
    await addNumber(tenantId, gone!);
    await addNumber(other.tenantId, taken!);
    const named = { phoneNumber: fresh, friendlyName: 'Reception' };
    const without = [lost!, voice!].map((phoneNumber) => ({ phoneNumber, sms: false }));
    carrier.setAccount({ ...account, numbers: [named, known!, taken!, ...without] });
    await enter();

    const before = await numbersOf(tenantId);
    const told = {
      ...{ account: 'tenant', added: [fresh], changed: [{ phoneNumber: lost, smsCapable: false }], unchanged: [known] },
      ...{ taken: [taken], takenCount: 1, notSmsCapable: [voice], gone: [gone], complete: true },
    };
    expect((await sync(call, { dryRun: true })).body.data).toEqual({ ...told, dryRun: true });
    expect(await numbersOf(tenantId)).toEqual(before);

    expect(await sync(call)).toMatchObject({ status: 200, body: { data: { ...told, dryRun: false } } });
    expect(await numbersOf(tenantId)).toEqual(
      [
        `${fresh} twilio true Reception`,
        `${known} twilio true Ours`,
        `${lost} twilio false `,
        `${gone} twilio true `,
      ].sort(),
    );
    expect(await numbersOf(other.tenantId)).toEqual([`${taken} twilio true `]);

    const again = { added: [], changed: [], unchanged: [fresh, known, lost] };
    expect((await sync(call)).body.data).toMatchObject(again);
  });

  test('ten times at once adds each number once', async () => {
    const { tenantId, call, account, enter } = await newTenant();
    const numbers = Array.from({ length: 120 }, newNumber);
    carrier.setAccount({ ...account, numbers });
    await enter();
    const answers = await Promise.all(Array.from({ length: 10 }, () => sync(call)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
    expect(answers.flatMap((answer) => answer.body.data.added).sort()).toEqual([...numbers].sort());
    expect(await numbersOf(tenantId)).toHaveLength(120);
  });

  test('of the installation, where the tenant has none: others’ are counted, not named', async () => {
    const [{ tenantId, call }, other] = [await newTenant(), await newTenant()];
    const [fresh, theirs] = [newNumber(), newNumber()];
    await addNumber(other.tenantId, theirs);
    installationNumbers.push(fresh, theirs);
    carrier.setAccount({ ...INSTALLATION, inboundUrl: webhookUrl, numbers: installationNumbers });
    const { data } = (await sync(call)).body;
    expect(data).toMatchObject({ account: 'installation', added: [fresh], taken: [], notSmsCapable: [] });
    expect(data.takenCount).toBeGreaterThanOrEqual(1);
    expect(await numbersOf(tenantId)).toEqual([`${fresh} twilio true ${fresh}`]);
  });

  test('that the provider does not show: 502, with what it said', async () => {
    const { call, enter } = await newTenant();
    await enter('wrong');
    const answer = await sync(call);
    expect(answer).toMatchObject({
      status: 502,
      body: { error: { code: 'PROVIDER_UNREACHABLE', details: { code: 'CREDENTIALS_REFUSED' } } },
    });
  });

  test.each<[what: string, body: unknown, field: string]>([
    ['a wrong type', { dryRun: 'yes' }, 'dryRun'],
    ['a field that is none', { dry: true }, 'dry'],
  ])('is refused by the field’s name: %s', async (_what, body, field) => {
    const { call } = await newTenant();
    const answer = await call('POST', `${TWILIO}/sync-numbers`, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { details: [{ field }] } } });
  });
});

test('no token is in any line that the api wrote', () => {
  expect(api.api.output).toContain('api ready');
  for (const token of [TOKEN, INSTALLATION.authToken, 'another-token', 'rotated']) {
    expect(api.api.output).not.toContain(token);
  }
});
