import { type ApiCall, apiClient } from '../support/api-client';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { addPerson, signIn } from '../support/people';

let api: ApiUnderTest;
let tenant: TenantUnderTest;
/** Calls without a key or a session. */
let anyone: ApiCall;
beforeAll(async () => {
  api = await startApi();
  anyone = apiClient(api.apiUrl, {});
});
afterAll(() => api?.stop());
beforeEach(async () => {
  tenant = await api.newTenant();
});

const PASSWORD = 'a password of a certain length';
let people = 0;
/** What an admin says of somebody new. */
const newPerson = (parts: Record<string, unknown> = {}) => {
  people++;
  return { email: `person-${people}@example.com`, name: 'Omar Haddad', role: 'operator', password: PASSWORD, ...parts };
};

describe('adding a person', () => {
  test('answers the person, never the password, and the person can sign in', async () => {
    const given = newPerson({ email: `Omar.${people}@Example.com` });
    const answer = await tenant.admin('POST', '/api/v1/users', given);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const person = {
      userId: expect.stringMatching(/^user_[0-9a-z]{26}$/),
      email: given.email.toLowerCase(),
      name: 'Omar Haddad',
      role: 'operator',
      active: true,
      createdAt: time,
      updatedAt: time,
    };
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ success: true, data: person });
    expect(await tenant.admin('GET', `/api/v1/users/${answer.body.data.userId}`)).toMatchObject({ body: answer.body });
    const session = await signIn(api.apiUrl, given);
    expect(await session('GET', '/api/v1/leads')).toMatchObject({ status: 200 });
  });

  test('keeps the password as argon2id with parameters that OWASP names', async () => {
    const { userId } = (await tenant.admin('POST', '/api/v1/users', newPerson())).body.data;
    const { rows } = await api.pool.query('select password_hash from users where user_id = $1', [userId]);
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test.each(['as it is', 'in capitals', 'of another tenant'])('refuses an email that is taken, %s', async (how) => {
    const given = newPerson();
    await tenant.admin('POST', '/api/v1/users', given);
    const who = how === 'of another tenant' ? await api.newTenant() : tenant;
    const email = how === 'in capitals' ? given.email.toUpperCase() : given.email;
    const answer = await who.admin('POST', '/api/v1/users', newPerson({ email }));
    expect(answer).toMatchObject({
      status: 409,
      body: { error: { code: 'ALREADY_EXISTS', details: [{ field: 'email' }] } },
    });
    expect(JSON.stringify(answer.body)).not.toContain(given.email);
  });

  test.each([
    ['no email', { email: undefined }, 'email'],
    ['what is no email', { email: 'omar' }, 'email'],
    ['no role', { role: undefined }, 'role'],
    ['a role that there is not', { role: 'owner' }, 'role'],
    ['no password', { password: undefined }, 'password'],
    ['a short password', { password: 'elevenchars' }, 'password'],
    ['a password with half a character', { password: 'a long password \ud800' }, 'password'],
    ['a name that is no text', { name: 7 }, 'name'],
    ['a field that is none', { active: true }, 'active'],
  ])('refuses %s by the name of the field', async (_, parts, field) => {
    const answer = await tenant.admin('POST', '/api/v1/users', newPerson(parts));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR', details: [{ field }] } } });
  });
});

describe('the list of people', () => {
  test('comes newest first, in pages, by role, by who may sign in, and by a part of what they are called', async () => {
    const add = async (parts: object) =>
      (await tenant.admin('POST', '/api/v1/users', newPerson({ ...parts }))).body.data.userId;
    const [first, second, third] = [
      await add({ name: 'Ada First' }),
      await add({ name: 'Grace Second', role: 'admin' }),
      await add({ name: 'Joan 100% Third' }),
    ];
    await tenant.admin('PATCH', `/api/v1/users/${first}`, { active: false });
    const ids = async (query: string) => {
      const { body } = await tenant.admin('GET', `/api/v1/users${query}`);
      return body.data.items.map((person: { userId: string }) => person.userId);
    };
    expect(await ids('')).toEqual([third, second, first]);
    const page = await tenant.admin('GET', '/api/v1/users?limit=2');
    expect(page.body.data.items).toHaveLength(2);
    expect(await ids(`?limit=2&cursor=${page.body.data.next}`)).toEqual([first]);
    expect(await ids('?role=admin')).toEqual([second]);
    expect(await ids('?active=false')).toEqual([first]);
    expect(await ids('?search=grace')).toEqual([second]);
    expect(await ids('?search=100%25')).toEqual([third]);
    expect(await ids(`?search=${first}`)).toEqual([first]);
  });
});

describe('changing a person', () => {
  test('changes what is given and nothing else', async () => {
    const before = (await tenant.admin('POST', '/api/v1/users', newPerson())).body.data;
    const answer = await tenant.admin('PATCH', `/api/v1/users/${before.userId}`, { name: 'Omar H.', role: 'admin' });
    expect(answer.status).toBe(200);
    const updatedAt = expect.any(String);
    expect(answer.body.data).toEqual({ ...before, name: 'Omar H.', role: 'admin', updatedAt });
  });

  test.each([
    ['a new password', { password: 'quite another password' }],
    ['being switched off', { active: false }],
    ['being deleted', null],
  ])('%s ends the sessions', async (_, change) => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const session = await signIn(api.apiUrl, person);
    const at = `/api/v1/users/${person.userId}`;
    const answer = change === null ? await tenant.admin('DELETE', at) : await tenant.admin('PATCH', at, change);
    expect(answer.status).toBe(200);
    expect(await session('GET', '/api/v1/session')).toMatchObject({ status: 401 });
    const { rows } = await api.pool.query('select 1 from sessions where user_id = $1', [person.userId]);
    expect(rows).toEqual([]);
    const again = await anyone('POST', '/api/v1/session', { email: person.email, password: person.password });
    expect(again).toMatchObject({ status: 401, body: { error: { code: 'WRONG_CREDENTIALS' } } });
  });

  test('a new name leaves the sessions alone', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const session = await signIn(api.apiUrl, person);
    await tenant.admin('PATCH', `/api/v1/users/${person.userId}`, { name: 'Somebody' });
    expect(await session('GET', '/api/v1/session')).toMatchObject({
      status: 200,
      body: { data: { name: 'Somebody' } },
    });
  });

  test('a sign-in while the password changes leaves no session of the old one', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const { email, password } = person;
    const tries = Array.from({ length: 8 }, () => anyone('POST', '/api/v1/session', { email, password }));
    const change = tenant.admin('PATCH', `/api/v1/users/${person.userId}`, { password: 'quite another password' });
    await Promise.all([...tries, change]);
    const { rows } = await api.pool.query(
      'select 1 from sessions s join users u using (user_id) where u.user_id = $1 and s.created_at < u.updated_at',
      [person.userId],
    );
    expect(rows).toEqual([]);
  });

  test.each([
    ['an email', { email: 'other@example.com' }, 'email'],
    ['a short password', { password: 'short' }, 'password'],
    ['a role that there is not', { role: 'root' }, 'role'],
    ['active as a word', { active: 'no' }, 'active'],
  ])('refuses %s by the name of the field', async (_, change, field) => {
    const { userId } = await addPerson(api.pool, tenant.tenantId);
    const answer = await tenant.admin('PATCH', `/api/v1/users/${userId}`, change);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR', details: [{ field }] } } });
  });
});

describe('the last admin', () => {
  const CHANGES: [string, 'PATCH' | 'DELETE', object | undefined][] = [
    ['demoted', 'PATCH', { role: 'operator' }],
    ['switched off', 'PATCH', { active: false }],
    ['deleted', 'DELETE', undefined],
  ];

  test.each(CHANGES)('is not %s', async (_, method, change) => {
    const { userId } = await addPerson(api.pool, tenant.tenantId, { role: 'admin' });
    await addPerson(api.pool, tenant.tenantId, { role: 'admin', active: false });
    await addPerson(api.pool, tenant.tenantId);
    const answer = await tenant.admin(method, `/api/v1/users/${userId}`, change);
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'LAST_ADMIN' } } });
    expect(await tenant.admin('GET', `/api/v1/users/${userId}`)).toMatchObject({
      body: { data: { role: 'admin', active: true } },
    });
  });

  test.each(CHANGES)('may be %s when there is another one', async (_, method, change) => {
    const { userId } = await addPerson(api.pool, tenant.tenantId, { role: 'admin' });
    await addPerson(api.pool, tenant.tenantId, { role: 'admin' });
    expect(await tenant.admin(method, `/api/v1/users/${userId}`, change)).toMatchObject({ status: 200 });
  });

  test.each(CHANGES)('is left, also when all are %s at once', async (_, method, change) => {
    const admins = await Promise.all(
      Array.from({ length: 6 }, () => addPerson(api.pool, tenant.tenantId, { role: 'admin' })),
    );
    const answers = await Promise.all(
      admins.map(({ userId }) => tenant.admin(method, `/api/v1/users/${userId}`, change)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 409]);
    const { rows } = await api.pool.query(`select 1 from users where tenant_id = $1 and role = 'admin' and active`, [
      tenant.tenantId,
    ]);
    expect(rows).toHaveLength(1);
  });

  test('may get a new password, and a tenant that has none may change its operators', async () => {
    const operator = await addPerson(api.pool, tenant.tenantId);
    const rename = { name: 'Somebody else' };
    expect(await tenant.admin('PATCH', `/api/v1/users/${operator.userId}`, rename)).toMatchObject({ status: 200 });
    const admin = await addPerson(api.pool, tenant.tenantId, { role: 'admin' });
    const change = { password: 'quite another password' };
    expect(await tenant.admin('PATCH', `/api/v1/users/${admin.userId}`, change)).toMatchObject({ status: 200 });
  });
});

describe('people are', () => {
  test.each([
    ['GET', '/api/v1/users', undefined],
    ['POST', '/api/v1/users', newPerson()],
    ['GET', '/api/v1/users/ID', undefined],
    ['PATCH', '/api/v1/users/ID', { name: 'Somebody' }],
    ['DELETE', '/api/v1/users/ID', undefined],
  ])('for admins: %s %s', async (method, path, body) => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const at = path.replace('ID', person.userId);
    const asOperator = await signIn(api.apiUrl, person);
    for (const call of [tenant.operator, asOperator])
      expect(await call(method, at, body)).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
    expect(await anyone(method, at, body)).toMatchObject({ status: 401 });
  });

  test.each([
    ['GET', undefined],
    ['PATCH', { name: 'Somebody' }],
    ['DELETE', undefined],
  ])('not found by another tenant: %s', async (method, body) => {
    const { userId } = await addPerson(api.pool, tenant.tenantId);
    const other = await api.newTenant();
    const answer = await other.admin(method, `/api/v1/users/${userId}`, body);
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect((await other.admin('GET', '/api/v1/users')).body.data.items).toEqual([]);
    expect(await tenant.admin('GET', `/api/v1/users/${userId}`)).toMatchObject({
      body: { data: { name: 'Jane Doe' } },
    });
  });
});
