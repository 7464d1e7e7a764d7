import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';
import { processUrl } from '../../src/dev/process-url';
import { mustStaySecret } from './suite-output';

/** The password of that role, in every server of the tests. */
export const PROCESS_PASSWORD = 'the password of the role of the processes';
mustStaySecret(PROCESS_PASSWORD, encodeURIComponent(PROCESS_PASSWORD));

/** A database of its own for one test file, with every migration applied and no rows. */
export interface TestDatabase {
  /** As the owner of its tables, for the test itself. */
  url: string;
  /** As the role that api and worker connect as. */
  processUrl: string;
  pool: Pool;
  /** Ends the pool and removes the database, also when a test left a connection open. */
  drop(): Promise<void>;
}

/**
 * Clones the migrated template, which takes a fraction of migrating again. Use it in `beforeAll`, and `drop` in `afterAll`.
 * @throws when the test does not run under Jest's global setup, which starts the server.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = required('PARLEY_TEST_POSTGRES_ADMIN_URL');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${required('PARLEY_TEST_TEMPLATE')}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const pool = new Pool({ connectionString: url.href, max: 10 });
  // `end` does not wait for the sockets to close, so the drop may still end a connection by force.
  pool.on('error', () => {});
  const drop = async () => {
    if (!pool.ended) await pool.end();
    await asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return { url: url.href, processUrl: processUrl(url.href, PROCESS_PASSWORD), pool, drop };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this through Jest, whose global setup starts the servers`);
  return value;
}
