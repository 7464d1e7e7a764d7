import { Client } from 'pg';
import { createTestDatabase } from './database';

test('a test database is migrated, empty, apart from others, and gone after drop', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const tables = await one.pool.query("select 1 from information_schema.tables where table_name = 'messages'");
  expect(tables.rowCount).toBe(1);
  await one.pool.query('create table only_here ()');
  await expect(other.pool.query('select * from only_here')).rejects.toThrow(/does not exist/);

  // A connection that a test left open must not keep its database alive.
  const forgotten = new Client({ connectionString: one.url });
  forgotten.on('error', () => {});
  await forgotten.connect();
  await Promise.all([one.drop(), other.drop()]);
  await expect(new Client({ connectionString: one.url }).connect()).rejects.toThrow(/does not exist/);
});
