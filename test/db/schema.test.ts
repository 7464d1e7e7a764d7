import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { schemaText } from '../../src/db/schema-text';
import { createTestDatabase, type TestDatabase } from '../support/database';

const FILE = path.join(__dirname, '../../src/db/schema.sql');

describe('src/db/schema.sql', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());

  test('is what the migrations add up to', async () => {
    const text = await schemaText(database.pool);
    if (process.env.UPDATE_SCHEMA) writeFileSync(FILE, text);
    expect(readFileSync(FILE, 'utf8')).toBe(text);
  });

  test('has a tenant in every table that holds a tenant’s data', async () => {
    const { rows } = await database.pool.query(`
      select relname from pg_class c
       where relnamespace = 'public'::regnamespace and relkind = 'r'
         and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
       order by relname`);
    // Who fails to sign in is not known to be anybody's.
    expect(rows.map((row) => row.relname)).toEqual(['migrations', 'sign_in_failures']);
  });
});
