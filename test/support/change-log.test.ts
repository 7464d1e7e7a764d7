import { watchChanges } from './change-log';
import { createTestDatabase } from './database';
import { createTenant } from './tenant';

test('every change of a row is told, and nothing that was rolled back, changed nothing, or only used a key', async () => {
  const database = await createTestDatabase();
  try {
    const { pool } = database;
    const { tenantId, leadId } = await createTenant(pool);
    const log = await watchChanges(pool);
    const changesOf = async (...statements: string[]) =>
      (
        await log.during(async () => {
          const client = await pool.connect();
          for (const statement of statements) await client.query(statement);
          client.release();
        })
      ).changes;
    const addKey = `insert into api_keys (api_key_id, tenant_id, name, key_hash) values ('key_1', '${tenantId}', 'A', 'x')`;
    expect(await changesOf(addKey)).toEqual(['insert api_keys']);
    expect(await changesOf(`update leads set notes = 'Hi' where lead_id = '${leadId}'`)).toEqual(['update leads']);
    expect(await changesOf(`delete from leads where lead_id = '${leadId}'`)).toEqual(['delete leads']);
    expect(await changesOf('begin', `delete from api_keys`, 'rollback')).toEqual([]);
    expect(await changesOf(`update api_keys set name = name`, `delete from leads`)).toEqual([]);
    expect(await changesOf(`update api_keys set last_used_at = now()`)).toEqual([]);
  } finally {
    await database.drop();
  }
});
