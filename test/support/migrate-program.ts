import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = path.join(__dirname, '../../dist/src/db/migrate.js');

/** Migrates a database as `npm run migrate` does. A process of its own, as Jest cannot load the ES module it uses. */
export async function runMigrate(databaseUrl: string): Promise<string> {
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl };
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM], { env });
  return stdout;
}
