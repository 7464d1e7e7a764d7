import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/db/migrate';
import { startPostgres } from '../../src/dev/postgres';
import { processUrl } from '../../src/dev/process-url';
import { ensureTemporalBinary } from '../../src/dev/temporal-binary';
import { startTemporal } from '../../src/dev/temporal-server';
import { PROCESS_PASSWORD } from './database';
import { keepForTeardown, stopServers } from './servers';
import { keepOutput } from './suite-output';

/** The migrated database that `createTestDatabase` clones. */
const TEMPLATE = 'parley_template';

/**
 * Starts one PostgreSQL and one Temporal dev server for the whole run, and tells the workers where they are.
 * Addresses given in the environment are not used: tests write, and never into a server that somebody works with.
 */
export default async function globalSetup(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-test-'));
  keepForTeardown(() => rm(folder, { recursive: true, force: true }));
  try {
    const [template, temporal] = await Promise.all([startTemplate(path.join(folder, 'postgres')), startDevServer()]);
    Object.assign(process.env, {
      PARLEY_TEST_POSTGRES_ADMIN_URL: template.adminUrl,
      PARLEY_TEST_TEMPLATE: TEMPLATE,
      PARLEY_TEST_TEMPORAL_ADDRESS: temporal.address,
      PARLEY_TEST_TEMPORAL_BINARY: temporal.binary,
    });
  } catch (error) {
    // Jest runs no teardown after a failed setup, and a server left behind would hold its port and folder for ever.
    await stopServers();
    throw error;
  }
}

async function startTemplate(dataDir: string): Promise<{ adminUrl: string }> {
  const log = (line: string) => keepOutput('postgres', `${line}\n`);
  const postgres = await startPostgres({ dataDir, port: 0, durable: false, log });
  keepForTeardown(() => postgres.stop());
  const admin = new Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE}`).finally(() => admin.end());
  const url = new URL(postgres.adminUrl);
  url.pathname = `/${TEMPLATE}`;
  await migrate(url.href, processUrl(url.href, PROCESS_PASSWORD));
  return { adminUrl: postgres.adminUrl };
}

async function startDevServer(): Promise<{ address: string; binary: string }> {
  // Getting it for the first time takes minutes, so it says what it does; stderr, as stdout may be a report's.
  const binary = await ensureTemporalBinary({ progress: (line) => console.error(line) });
  const server = await startTemporal({ binary, port: 0, uiPort: 0, headless: true });
  keepForTeardown(() => server.stop());
  return { address: server.address, binary };
}
