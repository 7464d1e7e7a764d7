import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { z } from 'zod';
import { loadConfig } from '../config';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../domain/password';
import { hashPassword, newPassword } from '../passwords';
import { ensureAdmin, NoAdmin } from './admins';
import { isUnavailable } from './pool';

/**
 * `npm run create-admin`: the first admin of an installation, and the way back in when a password is lost. It needs
 * DATABASE_URL (MIGRATE_DATABASE_URL, where there is one) and no running api.
 */

const USAGE = `npm run create-admin -- --email jane@example.com [--name "Jane Doe"] [--tenant NAME] [--password-stdin]

  --tenant          the tenant's name or id; not needed while there is at most one. A name that is new makes a tenant
  --password-stdin  read the password from standard input

Without --password-stdin the password is that of the variable PARLEY_ADMIN_PASSWORD; without either, one is made and
shown once. Whoever has this email already gets the new password, becomes an admin and can sign in again.`;

const OPTIONS = {
  email: { type: 'string' },
  name: { type: 'string' },
  tenant: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** What was asked for cannot be done as it was asked for. */
class WrongUse extends Error {
  override name = 'WrongUse';
}

async function main(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const options = parse(args);
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const email = z.email().max(254).safeParse(options.email);
  if (!email.success) throw new WrongUse(`--email must be an email address.\n\n${USAGE}`);
  for (const name of ['name', 'tenant'] as const) {
    const given = options[name];
    if (given !== undefined && (given.length > 200 || given.includes('\0') || (name === 'tenant' && !given.trim())))
      throw new WrongUse(`--${name} must have ${name === 'tenant' ? '1 ' : '0 '}to 200 characters.`);
  }
  const chosen = options['password-stdin']
    ? (await text(process.stdin)).replace(/\r?\n$/, '')
    : env.PARLEY_ADMIN_PASSWORD;
  const password = chosen || newPassword();
  if (options['password-stdin'] && !chosen) throw new WrongUse('There is no password on standard input.');
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD)
    throw new WrongUse(`The password must have ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters.`);

  const config = loadConfig({ PARLEY_SECRET_KEY: Buffer.alloc(32).toString('base64'), ...env });
  // A new tenant is nothing that api and worker may make.
  const connectionString = config.MIGRATE_DATABASE_URL ?? config.DATABASE_URL;
  const pool = new Pool({ connectionString, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {}); // whoever asks next is told
  try {
    const { name, tenant } = options;
    const passwordHash = await hashPassword(password);
    const admin = await ensureAdmin(pool, { email: email.data, name, tenant, passwordHash });
    const what = admin.isNew ? 'is an admin' : 'has a new password and is an admin';
    console.log(`${admin.email} ${what} of ${admin.tenantName} (${admin.tenantId}).`);
    if (!chosen) console.log(`Password, shown this once: ${password}`);
  } finally {
    await pool.end();
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new WrongUse(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

/** What to tell the person at the keyboard. A driver's own words may hold the address with its password. */
function explain(error: unknown): string {
  if (error instanceof WrongUse || error instanceof NoAdmin) return error.message;
  if (error instanceof Error && error.name === 'ConfigError') return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '42P01' || code === '42703') return 'The database is not up to date: run `npm run migrate` first.';
  if (isUnavailable(error)) return `Postgres cannot be reached at DATABASE_URL${code && ` (${code})`}.`;
  return `Postgres refused${code && ` (${code})`}: look at DATABASE_URL and MIGRATE_DATABASE_URL.`;
}

main(process.argv.slice(2), process.env).catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});
