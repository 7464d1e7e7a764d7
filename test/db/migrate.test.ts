import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readChanges, readPosition } from '../../src/db/live-events';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { runMigrate } from '../support/migrate-program';
import { createTenant, inboundText, takeIn } from '../support/tenant';

const MIGRATIONS = path.join(__dirname, '../../src/db/migrations');

describe('migrating', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database?.drop());

  const functions = async () => {
    const { rows } = await database.pool.query(
      `select proname, pg_get_function_result(oid) as result, prosrc from pg_proc
        where pronamespace = 'public'::regnamespace order by proname`,
    );
    return rows;
  };

  test('a database that is up to date changes nothing', async () => {
    const before = await functions();
    await runMigrate(database.url);
    expect(await functions()).toEqual(before);
  });

  test('an older database whose functions answer otherwise is brought up to date', async () => {
    const before = await functions();
    await database.pool.query('drop function record_idle; drop function transcript');
    await database.pool.query(`create function record_idle(p_tenant_id text, p_interaction_id text, p_idle interval)
                               returns integer language sql as 'select 1'`);
    await database.pool.query(
      `create function transcript(p_interaction_id text) returns integer language sql as 'select 1'`,
    );
    await runMigrate(database.url);
    expect(await functions()).toEqual(before);
  });

  test('events of another cluster become past here, and do not come up as new', async () => {
    const { pool } = database;
    const tenant = await createTenant(pool);
    await takeIn(pool, inboundText(tenant, 'Of before'));
    const kept = await takeIn(pool, inboundText(tenant, 'Of here'));
    await pool.query(`update events set xid = '9000000000000000000' where seq < $1`, [kept.seq]);
    const xids = async () => (await pool.query('select xid::text from events order by seq')).rows.map(({ xid }) => xid);
    const [, before] = await xids();
    await runMigrate(database.url);
    const now = await readPosition(pool);
    const [restored, here] = await xids();
    expect(here).toBe(before);
    expect(Number(restored)).toBeLessThan(Number(now.xmax));
    expect((await readChanges(pool, now, [tenant.tenantId], 10)).events).toEqual([]);
  });

  test('an empty database is migrated by ten processes at once', async () => {
    const expected = await functions();
    await database.pool.query('drop schema public cascade; create schema public');
    await Promise.all(Array.from({ length: 10 }, () => runMigrate(database.url)));
    expect(await functions()).toEqual(expected);
    const { rows } = await database.pool.query('select count(*)::int as migrations from migrations');
    expect(rows).toEqual([{ migrations: readdirSync(MIGRATIONS).length }]);
  });
});
