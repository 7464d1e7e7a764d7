import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { loadConfig } from '../config';
import { grantToProcesses } from './process-role';

const MIGRATIONS = join(__dirname, 'migrations');
const FUNCTIONS = join(__dirname, 'functions');

/** Any number that nobody else takes an advisory lock on: two processes that migrate at once take turns. */
const FUNCTIONS_LOCK = 7_205_759_403;

/**
 * Brings a database up to this version: the numbered migrations that it has not had, then every SQL function of
 * `functions/` as it is now, a file each, named for it (they hold no data, so they are replaced, not migrated). Safe to run twice and at once.
 * @param processUrl how api and worker connect, where that is another role: it is made and given what it needs, no more
 */
export async function migrate(databaseUrl: string, processUrl?: string): Promise<void> {
  const { runner } = await import('node-pg-migrate');
  await runner({
    databaseUrl,
    dir: MIGRATIONS,
    direction: 'up',
    migrationsTable: 'migrations',
    advisoryLockMode: 'wait',
    log: () => {},
    logger: { debug: () => {}, info: () => {}, warn: console.warn, error: console.error },
  });
  await replaceFunctions(databaseUrl);
  await takeOverEvents(databaseUrl);
  if (processUrl !== undefined) await grantToProcesses(databaseUrl, processUrl);
}

const DROP_FUNCTIONS = `
  select coalesce(string_agg(format('drop function %s;', oid::regprocedure), ' '), '') as sql
    from pg_proc where pronamespace = 'public'::regnamespace and proname = any ($1)`;

async function replaceFunctions(databaseUrl: string): Promise<void> {
  const files = readdirSync(FUNCTIONS).filter((name) => name.endsWith('.sql'));
  const sql = files.sort().map((name) => readFileSync(join(FUNCTIONS, name), 'utf8'));
  const names = files.map((name) => name.replace(/\.sql$/, ''));
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [FUNCTIONS_LOCK]);
    // SQL functions name each other; checking bodies would ask for one order of files.
    await client.query('set local check_function_bodies = off');
    // Dropped first: Postgres replaces no function by one with other results. Nobody sees the moment between.
    await client.query(DROP_FUNCTIONS, [names]).then(({ rows }) => client.query(rows[0].sql));
    for (const text of sql) await client.query(text);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/**
 * Events that were restored from another cluster's dump name transactions of that cluster. Those that have not begun here
 * would be taken for new ones when this cluster has counted up to them: they become this transaction's, which is past.
 */
async function takeOverEvents(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('update events set xid = default where xid >= pg_snapshot_xmax(pg_current_snapshot())');
  } finally {
    await client.end();
  }
}

if (require.main === module) {
  const config = loadConfig({ PARLEY_SECRET_KEY: Buffer.alloc(32).toString('base64'), ...process.env });
  const { DATABASE_URL: processUrl, MIGRATE_DATABASE_URL: ownerUrl } = config;
  (ownerUrl === undefined ? migrate(processUrl) : migrate(ownerUrl, processUrl)).then(
    () => console.log('The database is up to date.'),
    (error: unknown) => {
      console.error('Migrating failed:', error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}
