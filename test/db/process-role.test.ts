import { Client } from 'pg';
import { grantToProcesses, PROCESS_PRIVILEGES } from '../../src/db/process-role';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, takeIn } from '../support/tenant';

const REFUSED = '42501';

let database: TestDatabase;
let asProcess: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const tenant = await createTenant(database.pool);
  await takeIn(database.pool, inboundText(tenant, 'STOP'));
  asProcess = new Client({ connectionString: database.processUrl });
  await asProcess.connect();
});
afterAll(async () => {
  await asProcess?.end();
  await database?.drop();
});

/** The word of Postgres about a statement: its error's code, or null where it did it. */
async function refusal(sql: string): Promise<string | null> {
  await asProcess.query('begin');
  try {
    await asProcess.query(sql);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await asProcess.query('rollback');
  }
}

test('every table has its line: what a new one allows is decided, not forgotten', async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'migrations'`,
  );
  expect(Object.keys(PROCESS_PRIVILEGES).sort()).toEqual(rows.map(({ name }) => name).sort());
});

test('the role has what its lines say, and no more', async () => {
  const { rows } = await database.pool.query<{ table: string; privileges: string[] }>(
    `select table_name as table, array_agg(lower(privilege_type) order by privilege_type) as privileges
       from information_schema.role_table_grants where grantee = 'parley_process' and table_schema = 'public'
      group by table_name`,
  );
  const granted = Object.fromEntries(rows.map(({ table, privileges }) => [table, privileges]));
  const asked = Object.entries(PROCESS_PRIVILEGES).map(([table, privileges]) => [table, [...privileges].sort()]);
  expect(granted).toEqual(Object.fromEntries(asked));
});

test.each([
  ['change what was said about consent', `update consent_events set kind = 'opted_in'`],
  ['remove what was said about consent', 'delete from consent_events'],
  ['switch off what guards the ledger', 'alter table consent_events disable trigger all'],
  ['remove a text', 'delete from messages'],
  ['remove an event', 'delete from events'],
  ['remove a conversation', 'delete from interactions'],
  ['change a report', `update delivery_reports set status = 'delivered'`],
  ['empty a table', 'truncate leads cascade'],
  ['make a tenant', `insert into tenants (tenant_id, name) values ('org_x', 'x')`],
  ['make a table', 'create table loot (text text)'],
  ['change a function', 'create or replace function lock_phone() returns void language sql as $$ select $$'],
  ['read which migrations there were', 'select * from migrations'],
  ['become the owner', 'set role parley'],
  ['read a file of the server', `select pg_read_file('PG_VERSION')`],
  ['run a program on the server', `copy leads to program 'true'`],
])('may not %s', async (_, sql) => {
  expect(await refusal(sql)).toBe(REFUSED);
});

test.each([
  [
    'take in a text',
    `select outcome from ingest_inbound('twilio', 'SM1', '+12025550101', '+12025550102', 'Hi', 1, 'msg_1', 'lead_1', 'int_1')`,
  ],
  ['read the ledger', 'select count(*) from consent_events'],
  ['know its place in the feed', 'select system_identifier from pg_control_system()'],
])('may %s', async (_, sql) => {
  expect(await refusal(sql)).toBeNull();
});

test('granting again takes away what somebody gave beside it', async () => {
  await database.pool.query('grant delete on messages to parley_process; grant select on migrations to parley_process');
  expect(await refusal('delete from messages where false')).toBeNull();
  await Promise.all([1, 2, 3].map(() => grantToProcesses(database.url, database.processUrl)));
  expect(await refusal('delete from messages where false')).toBe(REFUSED);
  expect(await refusal('select from migrations')).toBe(REFUSED);
});

test('a new role can sign in, and its password is in no statement', async () => {
  const url = new URL(database.processUrl);
  url.username = `role_${database.url.split('_').at(-1)}`;
  await Promise.all([1, 2, 3].map(() => grantToProcesses(database.url, url.href)));
  try {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    const { rows } = await client.query('select current_user as role');
    await client.end();
    expect(rows[0].role).toBe(url.username);
    const { rows: kept } = await database.pool.query('select rolpassword from pg_authid where rolname = $1', [
      url.username,
    ]);
    expect(kept[0].rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/);
    url.password = 'another';
    const stranger = new Client({ connectionString: url.href });
    await expect(stranger.connect()).rejects.toThrow(/password authentication failed/);
  } finally {
    await database.pool.query(`drop owned by ${url.username}; drop role ${url.username}`);
  }
});

test('the owner of the tables is no role for the processes', async () => {
  await expect(grantToProcesses(database.url, database.url)).rejects.toThrow(
    /the role parley of DATABASE_URL owns tables or is an administrator: .* leave MIGRATE_DATABASE_URL empty/,
  );
});
