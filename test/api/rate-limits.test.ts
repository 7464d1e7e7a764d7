import { newApiKey } from '../../src/secrets';
import { answerProblems } from '../support/answer-checker';
import { apiClient } from '../support/api-client';
import { OPERATIONS } from '../support/api-document';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { mustStaySecret } from '../support/suite-output';

const LIMIT = 5;

let parley: ApiUnderTest;
let tenant: TenantUnderTest;
beforeAll(async () => {
  parley = await startApi({ API_RATE_LIMIT: String(LIMIT) });
});
afterAll(() => parley?.stop());
beforeEach(async () => {
  tenant = await parley.newTenant();
});

const LEADS = OPERATIONS.find(({ operationId }) => operationId === 'listLeads')!;
const leads = (call = tenant.admin, headers: Record<string, string> = {}) =>
  call('GET', '/api/v1/leads', undefined, headers);

const statusesOf = async (times: number, call: () => Promise<{ status: number }>) => {
  const answers = await Promise.all(Array.from({ length: times }, call));
  return answers.map(({ status }) => status).sort();
};

test('a key gets as many answers a minute as the headers say, then 429 in our form with Retry-After', async () => {
  const answers = [];
  for (let request = 0; request <= LIMIT; request++) answers.push(await leads());
  expect(answers.map(({ status }) => status)).toEqual([...Array(LIMIT).fill(200), 429]);
  const last = answers.at(-1)!;
  expect(last.body).toMatchObject({ success: false, error: { code: 'RATE_LIMITED' } });
  expect(answerProblems(LEADS, last)).toEqual([]);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(50);
  expect(Number(last.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  const left = answers.map(({ headers }) => headers.get('ratelimit'));
  expect(left.map((header) => header?.replace(/t=\d+/, 't=…'))).toEqual(
    [4, 3, 2, 1, 0, 0].map((remaining) => `"api"; r=${remaining}; t=…`),
  );
  expect(last.headers.get('ratelimit-policy')).toMatch(/^"api"; q=5; w=60; pk=:\S+:$/);
  expect(last.headers.get('x-ratelimit-limit')).toBeNull();
});

test('one caller’s requests are not another’s, of the same tenant either', async () => {
  expect(await statusesOf(LIMIT + 2, () => leads())).toEqual([...Array(LIMIT).fill(200), 429, 429]);
  expect((await leads(tenant.operator)).status).toBe(200);
  expect((await leads((await parley.newTenant()).admin)).status).toBe(200);
});

test('what a role may not do counts, and so does an address that is none', async () => {
  const calls = [
    () => tenant.operator('GET', '/api/v1/users'),
    () => tenant.operator('GET', '/api/v1/nowhere'),
    () => leads(tenant.operator),
  ];
  for (const [place, status] of [403, 404, 200, 403, 404, 429].entries())
    expect((await calls[place % 3]!()).status).toBe(status);
});

test('a body is not looked at any more, and nothing is recorded', async () => {
  await statusesOf(LIMIT, () => leads());
  const answer = await tenant.admin('POST', '/api/v1/leads', { phone: '+12025550143' });
  expect(answer.status).toBe(429);
  const { rows } = await parley.pool.query('select count(*) from leads where tenant_id = $1', [tenant.tenantId]);
  expect(rows).toEqual([{ count: 0 }]);
});

test('a stream counts once, however long it stays open', async () => {
  for (let stream = 0; stream < LIMIT; stream++) expect((await tenant.admin('GET', '/api/v1/events')).status).toBe(200);
  expect((await tenant.admin('GET', '/api/v1/events')).status).toBe(429);
});

test('who gives no key is counted by network where none is needed', async () => {
  const nobody = (address: string) => apiClient(parley.apiUrl, { 'X-Forwarded-For': address });
  const description = (address: string) => nobody(address)('GET', '/api/v1/openapi.json');
  expect(await statusesOf(LIMIT + 1, () => description('2001:db8:1:2::1'))).toEqual([...Array(LIMIT).fill(200), 429]);
  expect((await description('2001:db8:1:2:ffff::9')).status).toBe(429);
  expect((await description('2001:db8:1:3::1')).status).toBe(200);
});

test('health and webhooks have no limit', async () => {
  const health = () => fetch(`${parley.apiUrl}/healthz`);
  const webhook = () => fetch(`${parley.apiUrl}/webhooks/twilio/sms`, { method: 'POST', body: 'x' });
  expect(new Set(await statusesOf(LIMIT * 3, health))).toEqual(new Set([200]));
  expect(new Set(await statusesOf(LIMIT * 3, webhook))).toEqual(new Set([403]));
});

describe('wrong keys', () => {
  const MOST_WRONG = 60;
  const wrongFrom = (address: string, headers: Record<string, string> = {}) => {
    const key = newApiKey();
    mustStaySecret(key);
    return leads(apiClient(parley.apiUrl, { 'X-API-Key': key, 'X-Forwarded-For': address, ...headers }));
  };

  test('from one network are 429 after a while, and Postgres is not asked about them', async () => {
    expect(new Set(await statusesOf(MOST_WRONG, () => wrongFrom('198.51.100.7')))).toEqual(new Set([401]));
    // Without its table Postgres could not be asked.
    await parley.pool.query('alter table api_keys rename to api_keys_away');
    const refused = await wrongFrom('198.51.100.7');
    const asked = await wrongFrom('198.51.100.8');
    await parley.pool.query('alter table api_keys_away rename to api_keys');
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'RATE_LIMITED' } } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(asked.status).toBe(500);
    expect((await wrongFrom('198.51.100.8')).status).toBe(401);
  });

  test('do not lock out a key of the same network that was right before', async () => {
    const from = { 'X-Forwarded-For': '198.51.100.9' };
    expect((await leads(tenant.admin, from)).status).toBe(200);
    await statusesOf(MOST_WRONG, () => wrongFrom('198.51.100.9'));
    expect((await wrongFrom('198.51.100.9')).status).toBe(429);
    expect((await leads(tenant.admin, from)).status).toBe(200);
    expect((await leads(tenant.operator, from)).status).toBe(429);
  });

  test('a request without any key is none of them', async () => {
    const nobody = apiClient(parley.apiUrl, { 'X-Forwarded-For': '198.51.100.10' });
    expect(new Set(await statusesOf(MOST_WRONG + 5, () => leads(nobody)))).toEqual(new Set([401]));
    expect((await wrongFrom('198.51.100.10')).status).toBe(401);
  });
});
