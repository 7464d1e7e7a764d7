import { type ApiCall, apiClient } from '../support/api-client';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { addPerson, cookieOf, type PersonUnderTest, signIn as signInAs } from '../support/people';

let api: ApiUnderTest;
let tenant: TenantUnderTest;
/** Calls without a key or a session. */
let anyone: ApiCall;
beforeAll(async () => {
  api = await startApi();
  tenant = await api.newTenant();
  anyone = apiClient(api.apiUrl, {});
});
afterAll(() => api?.stop());

let addresses = 0;
/** An address that no other test tries from, as a proxy in our network would tell it. */
const fromNewAddress = () => {
  addresses++;
  return { 'X-Forwarded-For': `198.51.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}` };
};

const signIn = (email: string, password: string, headers: Record<string, string> = fromNewAddress()) =>
  anyone('POST', '/api/v1/session', { email, password }, headers);

/** Wrong tries, all at once. @returns how many had which status */
async function tryAtOnce(count: number, one: (index: number) => ReturnType<typeof signIn>) {
  const answers = await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return { counts, answers };
}

describe('signing in', () => {
  test('answers who it is, and sets a cookie that programs of a page cannot read', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const answer = await signIn(person.email, person.password);
    expect(answer.status).toBe(200);
    const who = {
      kind: 'person',
      userId: person.userId,
      name: 'Jane Doe',
      email: person.email,
      role: 'operator',
      tenantId: tenant.tenantId,
      tenantName: 'Dental',
    };
    expect(answer.body).toEqual({ success: true, data: who });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^parley_session=[\w-]{43}; Max-Age=2592000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    const read = await anyone('GET', '/api/v1/session', undefined, { cookie: cookieOf(answer.headers) });
    expect(read).toMatchObject({ status: 200, body: { data: who } });
  });

  test('ends the session whose cookie it replaces', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const cookie = cookieOf((await signIn(person.email, person.password)).headers);
    const failed = await signIn(person.email, 'not the password', { cookie, ...fromNewAddress() });
    const read = () => anyone('GET', '/api/v1/session', undefined, { cookie });
    expect([failed.status, (await read()).status]).toEqual([401, 200]);
    const again = await signIn(person.email, person.password, { cookie, ...fromNewAddress() });
    expect([again.status, (await read()).status]).toEqual([200, 401]);
    expect((await anyone('GET', '/api/v1/session', undefined, { cookie: cookieOf(again.headers) })).status).toBe(200);
  });

  test('takes an email in whatever case it is typed', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    expect(await signIn(person.email.toUpperCase(), person.password)).toMatchObject({ status: 200 });
  });

  test('keeps a session only as its hash', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const answer = await signIn(person.email, person.password);
    const token = cookieOf(answer.headers).replace('parley_session=', '');
    const { rows } = await api.pool.query('select * from sessions where user_id = $1', [person.userId]);
    expect(rows).toHaveLength(1);
    expect(rows[0].token_hash.toString()).not.toContain(token);
    expect(JSON.stringify(rows[0])).not.toContain(token);
  });

  test.each<[string, { email?: string; password?: string; active?: boolean }]>([
    ['an email that nobody has', { email: 'nobody@example.com' }],
    ['a wrong password', { password: 'not the password at all' }],
    ['somebody who was switched off', { active: false }],
  ])('answers %s with the same WRONG_CREDENTIALS', async (_, { active = true, ...given }) => {
    const person = await addPerson(api.pool, tenant.tenantId, { active });
    const { email, password } = { ...person, ...given };
    const answer = await signIn(email, password);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      success: false,
      error: { code: 'WRONG_CREDENTIALS', message: 'Email and password do not fit together.' },
    });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test.each([
    ['no password', { email: 'jane@example.com' }, 'password'],
    ['an empty password', { email: 'jane@example.com', password: '' }, 'password'],
    ['no email', { password: 'a password of some length' }, 'email'],
    ['what is no email', { email: 'jane', password: 'a password of some length' }, 'email'],
    ['a field that is none', { email: 'jane@example.com', password: 'a password', remember: true }, 'remember'],
  ])('refuses %s by the name of the field', async (_, body, field) => {
    const answer = await anyone('POST', '/api/v1/session', body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR', details: [{ field }] } } });
  });

  test('is refused from a page of another site', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const answer = await signIn(person.email, person.password, { 'Sec-Fetch-Site': 'cross-site' });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'CROSS_SITE_REFUSED' } } });
  });

  test('removes sessions that have ended, whosever they are', async () => {
    const [old, unused, living] = [
      await addPerson(api.pool, tenant.tenantId),
      await addPerson(api.pool, tenant.tenantId),
      await addPerson(api.pool, tenant.tenantId),
    ];
    for (const person of [old, unused, living]) await signIn(person.email, person.password);
    await api.pool.query(`update sessions set expires_at = now() - interval '1 second' where user_id = $1`, [
      old.userId,
    ]);
    await api.pool.query(`update sessions set last_used_at = now() - interval '8 days' where user_id = $1`, [
      unused.userId,
    ]);
    await signIn(living.email, living.password);
    const { rows } = await api.pool.query('select user_id from sessions where user_id = any ($1)', [
      [old.userId, unused.userId, living.userId],
    ]);
    expect(rows.map((row) => row.user_id)).toEqual([living.userId, living.userId]);
  });
});

describe('the limit on tries', () => {
  test('is ten for an email, also when they come at once and from everywhere; then it is the right password too', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const { counts, answers } = await tryAtOnce(20, (index) => signIn(person.email, `wrong password ${index}`));
    expect(counts).toEqual({ 401: 10, 429: 10 });
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.body).toMatchObject({ error: { code: 'TOO_MANY_TRIES' } });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(14 * 60);
    expect(seconds).toBeLessThanOrEqual(15 * 60);
    expect(await signIn(person.email, person.password)).toMatchObject({ status: 429 });
  });

  test('holds for emails that nobody has just the same', async () => {
    const { counts } = await tryAtOnce(12, () => signIn('stranger@example.com', 'some wrong password'));
    expect(counts).toEqual({ 401: 10, 429: 2 });
  });

  test('ends after fifteen minutes', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    await tryAtOnce(11, () => signIn(person.email, 'some wrong password'));
    await api.pool.query(`update sign_in_failures set since = since - interval '15 minutes'`);
    expect(await signIn(person.email, person.password)).toMatchObject({ status: 200 });
  });

  test('begins anew for an email that has signed in', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    await tryAtOnce(9, () => signIn(person.email, 'some wrong password'));
    expect(await signIn(person.email, person.password)).toMatchObject({ status: 200 });
    const { counts } = await tryAtOnce(10, () => signIn(person.email, 'some wrong password'));
    expect(counts).toEqual({ 401: 10 });
  });

  test('is fifty for an address, whichever emails it tries, and what it tries beyond does not lock people out', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const here = fromNewAddress();
    const { counts } = await tryAtOnce(55, (index) =>
      signIn(`guess-${index}@example.com`, 'some wrong password', here),
    );
    expect(counts).toEqual({ 401: 50, 429: 5 });
    await tryAtOnce(12, () => signIn(person.email, 'some wrong password', here));
    expect(await signIn(person.email, person.password)).toMatchObject({ status: 200 });
  });

  test('counts no success for an address', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const here = fromNewAddress();
    await tryAtOnce(49, (index) => signIn(`other-${index}@example.com`, 'some wrong password', here));
    for (let times = 0; times < 3; times++) {
      expect(await signIn(person.email, person.password, here)).toMatchObject({ status: 200 });
    }
  });

  test('takes the addresses of one IPv6 customer for one', async () => {
    const from = (index: number) => ({ 'X-Forwarded-For': `2001:db8:1:2::${index.toString(16)}` });
    const { counts } = await tryAtOnce(52, (index) =>
      signIn(`six-${index}@example.com`, 'some wrong pass', from(index)),
    );
    expect(counts).toEqual({ 401: 50, 429: 2 });
    const elsewhere = { 'X-Forwarded-For': '2001:db8:1:3::1' };
    expect(await signIn('six@example.com', 'some wrong pass', elsewhere)).toMatchObject({ status: 401 });
  });

  test('leaves no email and no address in the table, and forgets what is over', async () => {
    await api.pool.query(`insert into sign_in_failures values ('\\x00', 3, now() - interval '16 minutes')`);
    await signIn('swept@example.com', 'some wrong password', { 'X-Forwarded-For': '203.0.113.77' });
    const { rows } = await api.pool.query('select subject_hash from sign_in_failures');
    expect(rows.every((row) => row.subject_hash.length === 32)).toBe(true);
  });
});

describe('a session', () => {
  let person: PersonUnderTest;
  beforeEach(async () => {
    person = await addPerson(api.pool, tenant.tenantId, { role: 'admin' });
  });

  test('lets a person do what the role may', async () => {
    const session = await signInAs(api.apiUrl, person);
    expect(await session('GET', '/api/v1/users')).toMatchObject({ status: 200 });
    await api.pool.query(`update users set role = 'operator' where user_id = $1`, [person.userId]);
    expect(await session('GET', '/api/v1/users')).toMatchObject({
      status: 403,
      body: { error: { code: 'FORBIDDEN' } },
    });
  });

  test('ends by signing out, and the cookie with it', async () => {
    const session = await signInAs(api.apiUrl, person);
    const answer = await session('DELETE', '/api/v1/session');
    expect(answer).toMatchObject({ status: 200, body: { success: true, data: null } });
    expect(answer.headers.get('set-cookie')).toMatch(/^parley_session=; Path=\/; Expires=Thu, 01 Jan 1970/);
    expect(await session('GET', '/api/v1/session')).toMatchObject({
      status: 401,
      body: { error: { code: 'UNAUTHORIZED' } },
    });
  });

  test.each([
    ['seven days without use', `last_used_at = now() - interval '7 days 1 second'`],
    ['thirty days', `expires_at = now() - interval '1 second'`],
  ])('ends after %s', async (_, change) => {
    const session = await signInAs(api.apiUrl, person);
    const { rows } = await api.pool.query(
      `select extract(epoch from expires_at - created_at)::int as seconds from sessions where user_id = $1`,
      [person.userId],
    );
    expect(rows).toEqual([{ seconds: 30 * 86_400 }]);
    await api.pool.query(`update sessions set ${change} where user_id = $1`, [person.userId]);
    expect(await session('GET', '/api/v1/session')).toMatchObject({ status: 401 });
  });

  test('writes nothing for a page of another site', async () => {
    const session = await signInAs(api.apiUrl, person);
    const body = { name: 'Made elsewhere' };
    const elsewhere: Record<string, string>[] = [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'same-site' }];
    for (const headers of elsewhere) {
      const answer = await session('POST', '/api/v1/api-keys', body, headers);
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'CROSS_SITE_REFUSED' } } });
    }
    expect(await session('POST', '/api/v1/api-keys', body, { Origin: api.apiUrl })).toMatchObject({ status: 201 });
  });

  test('of a key there is none: it may ask who it is, not sign out or change a password', async () => {
    expect(await tenant.operator('GET', '/api/v1/session')).toMatchObject({
      status: 200,
      body: {
        data: {
          kind: 'key',
          apiKeyId: expect.stringMatching(/^key_/),
          name: "The operator's",
          role: 'operator',
          tenantId: tenant.tenantId,
          tenantName: 'Dental',
        },
      },
    });
    expect(await tenant.admin('DELETE', '/api/v1/session')).toMatchObject({ status: 403 });
    const body = { currentPassword: 'whatever it may be', newPassword: 'whatever it may become' };
    expect(await tenant.admin('PUT', '/api/v1/session/password', body)).toMatchObject({ status: 403 });
  });
});

describe('changing the own password', () => {
  const newPassword = 'another password of this person';

  test('ends the other sessions and keeps this one', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const [here, elsewhere] = [await signInAs(api.apiUrl, person), await signInAs(api.apiUrl, person)];
    const body = { currentPassword: person.password, newPassword };
    expect(await here('PUT', '/api/v1/session/password', body)).toMatchObject({ status: 200, body: { data: null } });
    expect(await here('GET', '/api/v1/session')).toMatchObject({ status: 200 });
    expect(await elsewhere('GET', '/api/v1/session')).toMatchObject({ status: 401 });
    expect(await signIn(person.email, person.password)).toMatchObject({ status: 401 });
    expect(await signIn(person.email, newPassword)).toMatchObject({ status: 200 });
  });

  test('needs the current one, and counts wrong tries', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const session = await signInAs(api.apiUrl, person);
    const change = (currentPassword: string) =>
      session('PUT', '/api/v1/session/password', { currentPassword, newPassword });
    const { counts, answers } = await tryAtOnce(11, () => change('not the current password'));
    expect(counts).toEqual({ 401: 10, 429: 1 });
    expect(answers.find(({ status }) => status === 401)?.body.error.code).toBe('WRONG_CREDENTIALS');
    expect(await change(person.password)).toMatchObject({ status: 429 });
  });

  test.each([
    ['shorter than 12 characters', 'elevenchars'],
    ['longer than 200', 'x'.repeat(201)],
  ])('refuses one %s', async (_, tooBad) => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const session = await signInAs(api.apiUrl, person);
    const answer = await session('PUT', '/api/v1/session/password', {
      currentPassword: person.password,
      newPassword: tooBad,
    });
    expect(answer).toMatchObject({ status: 400, body: { error: { details: [{ field: 'newPassword' }] } } });
  });

  test('twice at once changes it once', async () => {
    const person = await addPerson(api.pool, tenant.tenantId);
    const sessions = [await signInAs(api.apiUrl, person), await signInAs(api.apiUrl, person)];
    const answers = await Promise.all(
      sessions.map((session, index) =>
        session('PUT', '/api/v1/session/password', {
          currentPassword: person.password,
          newPassword: `${newPassword} ${index}`,
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });
});

test('behind https the cookie is for https alone', async () => {
  const secure = await startApi({ PUBLIC_URL: 'https://parley.example' });
  try {
    const { tenantId } = await secure.newTenant();
    const { email, password } = await addPerson(secure.pool, tenantId);
    const answer = await apiClient(secure.apiUrl, {})(
      'POST',
      '/api/v1/session',
      { email, password },
      { Origin: 'https://parley.example' },
    );
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure(;|$)/);
  } finally {
    await secure.stop();
  }
});

test('neither a password nor an email nor a token is in the log', () => {
  expect(api.api.output).toContain('api ready');
  expect(api.api.output).not.toMatch(/password of|@example\.com|parley_session/);
});
