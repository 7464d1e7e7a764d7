import { apiClient } from '../support/api-client';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { eventually } from '../support/eventually';

let api: ApiUnderTest;
let tenant: TenantUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());
beforeEach(async () => {
  tenant = await api.newTenant();
});

const withKey = (key: string) => apiClient(api.apiUrl, key);
const create = async (body: object = { name: 'Reminders' }) =>
  (await tenant.admin('POST', '/api/v1/api-keys', body)).body.data;

test('a key is answered once, as it is kept only as its hash, and works at once', async () => {
  const answer = await tenant.admin('POST', '/api/v1/api-keys', { name: 'Reminders' });
  expect(answer.status).toBe(201);
  const { key, ...shown } = answer.body.data;
  expect(shown).toEqual({
    apiKeyId: expect.stringMatching(/^key_[0-9a-z]{26}$/),
    name: 'Reminders',
    role: 'operator',
    createdAt: expect.any(String),
    lastUsedAt: null,
    revokedAt: null,
  });
  expect(key).toMatch(/^pk_[\w-]{43}$/);
  expect(await withKey(key)('GET', '/api/v1/leads')).toMatchObject({ status: 200 });
  const { rows } = await api.pool.query('select * from api_keys where api_key_id = $1', [shown.apiKeyId]);
  expect(JSON.stringify(rows)).not.toContain(key);
  for (const path of ['/api/v1/api-keys', `/api/v1/api-keys/${shown.apiKeyId}`]) {
    expect(JSON.stringify((await tenant.admin('GET', path)).body)).not.toMatch(/pk_|hash/i);
  }
});

test.each([
  ['operator', 403],
  ['admin', 200],
])('a key of the role %s is answered %d where admins alone may ask', async (role, status) => {
  const { key } = await create({ name: 'One', role });
  expect(await withKey(key)('GET', '/api/v1/users')).toMatchObject({ status });
});

test('a key shows when it was used last', async () => {
  const { key, apiKeyId } = await create();
  await withKey(key)('GET', '/api/v1/leads');
  // Written beside the answer, not before it.
  await eventually(async () => {
    const { lastUsedAt } = (await tenant.admin('GET', `/api/v1/api-keys/${apiKeyId}`)).body.data;
    expect(Date.now() - Date.parse(lastUsedAt)).toBeLessThan(60_000);
  });
});

test('a key can be renamed', async () => {
  const { key: _, ...before } = await create();
  const answer = await tenant.admin('PATCH', `/api/v1/api-keys/${before.apiKeyId}`, { name: 'Invoices' });
  expect(answer).toMatchObject({ status: 200, body: { data: { ...before, name: 'Invoices' } } });
});

test('revoking refuses the very next request, keeps the key in the list, and can be said twice', async () => {
  const { key, apiKeyId } = await create();
  const call = withKey(key);
  expect(await call('GET', '/api/v1/leads')).toMatchObject({ status: 200 });
  const answer = await tenant.admin('DELETE', `/api/v1/api-keys/${apiKeyId}`);
  expect(answer).toMatchObject({ status: 200, body: { data: { apiKeyId, revokedAt: expect.any(String) } } });
  expect(await call('GET', '/api/v1/leads')).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHORIZED' } } });
  const again = await tenant.admin('DELETE', `/api/v1/api-keys/${apiKeyId}`);
  expect(again.body).toEqual(answer.body);
  const { items } = (await tenant.admin('GET', '/api/v1/api-keys')).body.data;
  expect(items).toContainEqual(answer.body.data);
});

test('a key may revoke itself', async () => {
  const { key, apiKeyId } = await create({ name: 'The last thing it does', role: 'admin' });
  const call = withKey(key);
  expect(await call('DELETE', `/api/v1/api-keys/${apiKeyId}`)).toMatchObject({ status: 200 });
  expect(await call('GET', '/api/v1/api-keys')).toMatchObject({ status: 401 });
});

test('the list comes newest first, in pages, with or without the revoked ones', async () => {
  // Ids rise with time, to the millisecond.
  const made = [await create({ name: 'One' }), await create({ name: 'Another' })];
  const [newer, older] = made.sort((a, b) => (a.apiKeyId < b.apiKeyId ? 1 : -1));
  await tenant.admin('DELETE', `/api/v1/api-keys/${older.apiKeyId}`);
  const names = async (query: string) => {
    const { body } = await tenant.admin('GET', `/api/v1/api-keys${query}`);
    return body.data.items.map((each: { name: string }) => each.name);
  };
  const others = [expect.stringMatching(/^The /), expect.stringMatching(/^The /)];
  expect(await names('')).toEqual([newer.name, older.name, ...others]);
  expect(await names('?revoked=true')).toEqual([older.name]);
  expect(await names('?revoked=false')).toEqual([newer.name, ...others]);
  const page = await tenant.admin('GET', '/api/v1/api-keys?limit=1');
  expect(page.body.data.items).toEqual([expect.objectContaining({ apiKeyId: newer.apiKeyId })]);
  expect(await names(`?limit=1&cursor=${page.body.data.next}`)).toEqual([older.name]);
});

test.each([
  ['no name', {}, 'name'],
  ['an empty name', { name: ' ' }, 'name'],
  ['a role that there is not', { name: 'One', role: 'root' }, 'role'],
  ['a key of its own choice', { name: 'One', key: 'pk_mine' }, 'key'],
])('making one refuses %s by the name of the field', async (_, body, field) => {
  const answer = await tenant.admin('POST', '/api/v1/api-keys', body);
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR', details: [{ field }] } } });
});

/** The id of the key that the operator calls with. */
const ownKeyId = async ({ operator }: TenantUnderTest) => (await operator('GET', '/api/v1/session')).body.data.apiKeyId;

describe('keys are', () => {
  const ROUTES: [string, string, object | undefined][] = [
    ['GET', '/api/v1/api-keys/ID', undefined],
    ['PATCH', '/api/v1/api-keys/ID', { name: 'Taken over' }],
    ['DELETE', '/api/v1/api-keys/ID', undefined],
  ];

  test.each([
    ['GET', '/api/v1/api-keys', undefined],
    ['POST', '/api/v1/api-keys', { name: 'One' }],
    ...ROUTES,
  ] as typeof ROUTES)('for admins: %s %s', async (method, path, body) => {
    const at = path.replace('ID', await ownKeyId(tenant));
    const answer = await tenant.operator(method, at, body);
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
    expect(await withKey('pk_no_such_key')(method, at, body)).toMatchObject({ status: 401 });
  });

  test.each(ROUTES)('not found by another tenant: %s %s', async (method, path, body) => {
    const other = await api.newTenant();
    const answer = await other.admin(method, path.replace('ID', await ownKeyId(tenant)), body);
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect(await tenant.operator('GET', '/api/v1/leads')).toMatchObject({ status: 200 });
  });
});

test('no key is in the log', () => {
  expect(api.api.output).toContain('api ready');
  expect(api.api.output).not.toContain('pk_');
});
