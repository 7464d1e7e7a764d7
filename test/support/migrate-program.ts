import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = path.join(__dirname, '../../dist/src/db/migrate.js');

/** Migrates a database as `npm run migrate` does, and grants to the role of `processUrl`. A process of its own, as Jest cannot load the ES module it uses. */
export async function runMigrate(databaseUrl: string, processUrl?: string): Promise<string> {
  const urls = processUrl
    ? { DATABASE_URL: processUrl, MIGRATE_DATABASE_URL: databaseUrl }
    : { DATABASE_URL: databaseUrl };
  const env = { PATH: process.env.PATH, ...urls };
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM], { env });
  return stdout;
}
