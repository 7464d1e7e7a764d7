import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { apiClient } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { createTestDatabase } from '../support/database';
import { signIn as signInAs } from '../support/people';

const PROGRAM = path.join(__dirname, '../../dist/src/db/create-admin.js');
const PASSWORD = 'a password that the admin chose';
const EMAIL = 'jane@example.com';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());
beforeEach(() => api.pool.query('truncate tenants cascade'));

/** Runs the program as `npm run create-admin` does, with nothing set but what is given. */
async function createAdmin(args: string[], given: { env?: NodeJS.ProcessEnv; input?: string } = {}) {
  const env = { PATH: process.env.PATH, DATABASE_URL: api.ownerUrl, ...given.env };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env });
  child.stdin.end(given.input ?? '');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

const asAdmin = (args: string[] = []) =>
  createAdmin(['--email', EMAIL, ...args], { env: { PARLEY_ADMIN_PASSWORD: PASSWORD } });
const signIn = (email: string, password: string) =>
  apiClient(api.apiUrl, {})('POST', '/api/v1/session', { email, password });
const rows = async (sql: string) => (await api.pool.query(sql)).rows;

test('in an empty database it makes a tenant and an admin, and shows a password that lets in', async () => {
  const { code, out } = await createAdmin(['--email', 'Jane@Example.com', '--name', 'Jane Doe']);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^jane@example.com is an admin of My organisation \(org_\w+\)\.\nPassword, shown this once: [\w-]{24}\n$/,
  );
  const answer = await signIn(EMAIL, /once: (\S+)/.exec(out)?.[1] ?? '');
  expect(answer).toMatchObject({ status: 200, body: { data: { name: 'Jane Doe', role: 'admin' } } });
});

test.each([
  ['the environment', [], { env: { PARLEY_ADMIN_PASSWORD: PASSWORD } }],
  ['standard input', ['--password-stdin'], { input: `${PASSWORD}\n` }],
])('takes the password from %s and does not repeat it', async (_, args, given) => {
  const { code, out, err } = await createAdmin(['--email', EMAIL, ...args], given);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).not.toContain(PASSWORD);
  expect(await signIn(EMAIL, PASSWORD)).toMatchObject({ status: 200 });
});

test('again, it is the way back in: a new password, an admin who may sign in, no old session, no counted tries', async () => {
  await asAdmin(['--name', 'Jane Doe']);
  const session = await signInAs(api.apiUrl, { email: EMAIL, password: PASSWORD });
  for (let times = 0; times < 11; times++) await signIn(EMAIL, 'not the password at all');
  await api.pool.query(`update users set active = false, role = 'operator'`);
  const { code, out } = await createAdmin(['--email', EMAIL, '--password-stdin'], { input: `${PASSWORD} of now` });
  expect(code).toBe(0);
  expect(out).toContain('has a new password and is an admin');
  expect(await session('GET', '/api/v1/session')).toMatchObject({ status: 401 });
  const answer = await signIn(EMAIL, `${PASSWORD} of now`);
  expect(answer).toMatchObject({ status: 200, body: { data: { name: 'Jane Doe', role: 'admin' } } });
  expect(await rows('select 1 from users')).toHaveLength(1);
});

test('makes one tenant when it runs several times at once, and uses the one there is', async () => {
  const runs = ['a', 'b', 'c'].map((name) => createAdmin(['--email', `${name}@example.com`]));
  expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(await rows('select 1 from tenants')).toHaveLength(1);
  expect(await rows('select 1 from users')).toHaveLength(3);
});

test('makes the tenant that is named, and needs the name once there are several', async () => {
  await asAdmin(['--tenant', 'Dental']);
  await createAdmin(['--email', 'omar@example.com', '--tenant', 'Legal']);
  expect(await rows('select name from tenants order by name')).toEqual([{ name: 'Dental' }, { name: 'Legal' }]);
  const unclear = await createAdmin(['--email', 'ada@example.com']);
  expect(unclear).toMatchObject({ code: 1, err: expect.stringContaining('There are several tenants. Say which') });
  const [legal] = await rows(`select tenant_id from tenants where name = 'Legal'`);
  expect(await createAdmin(['--email', 'ada@example.com', '--tenant', legal.tenant_id])).toMatchObject({ code: 0 });
  // Whoever is known needs no tenant, and cannot be taken into another one.
  expect(await asAdmin()).toMatchObject({ code: 0 });
  const elsewhere = await asAdmin(['--tenant', 'Legal']);
  expect(elsewhere).toMatchObject({ code: 1, err: `${EMAIL} belongs to a person of another tenant.\n` });
});

test.each<[string, string[], { env?: NodeJS.ProcessEnv; input?: string }, RegExp]>([
  ['no email', [], {}, /^--email must be an email address\./],
  ['what is no email', ['--email', 'jane'], {}, /^--email must be an email address\./],
  ['an option that is none', ['--email', EMAIL, '--role', 'admin'], {}, /'--role'.*npm run create-admin --/s],
  [
    'a short password',
    ['--email', EMAIL],
    { env: { PARLEY_ADMIN_PASSWORD: 'short' } },
    /must have 12 to 200 characters/,
  ],
  ['an empty input', ['--email', EMAIL, '--password-stdin'], {}, /^There is no password on standard input/],
  ['an empty tenant', ['--email', EMAIL, '--tenant', ' '], {}, /^--tenant must have 1 to 200 characters/],
  ['no database', ['--email', EMAIL], { env: { DATABASE_URL: '' } }, /DATABASE_URL is missing/],
  [
    'a database that is not there',
    ['--email', EMAIL],
    { env: { DATABASE_URL: 'postgres://parley:secret@127.0.0.1:1/parley' } },
    /^Postgres cannot be reached at DATABASE_URL \(ECONNREFUSED\)\.\n$/,
  ],
])('says what is wrong with %s', async (_, args, given, message) => {
  const { code, out, err } = await createAdmin(args, given);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/secret|short|\n {4}at /);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(await rows('select 1 from users')).toEqual([]);
});

test('says that a database without tables is to be migrated', async () => {
  const empty = await createTestDatabase();
  try {
    await empty.pool.query('drop schema public cascade; create schema public');
    const { code, err } = await createAdmin(['--email', EMAIL], { env: { DATABASE_URL: empty.url } });
    expect({ code, err }).toEqual({ code: 1, err: 'The database is not up to date: run `npm run migrate` first.\n' });
  } finally {
    await empty.drop();
  }
});
