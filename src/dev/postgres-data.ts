import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresPrograms } from './postgres-binaries';
import { startServerProcess } from './server-process';

/** The one role, which owns everything in this database of one laptop or one test. */
export const ROLE = 'parley';
const PASSWORD_FILE = 'parley-password';
const UNFINISHED = '.unfinished-';

const present = (file: string) =>
  readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );

/**
 * Makes `dataDir` a Postgres data directory unless it is one already, and returns the role's password.
 * It is made beside its place and renamed when complete, so an initdb that was killed half-way is never mistaken for one.
 */
export async function prepareData(programs: PostgresPrograms, dataDir: string, durable: boolean): Promise<string> {
  if (await present(join(dataDir, 'PG_VERSION'))) {
    const password = await present(join(dataDir, PASSWORD_FILE));
    if (password) return password;
    throw new Error(
      `${dataDir} holds a PostgreSQL that Parley did not make (no ${PASSWORD_FILE}). Choose another folder.`,
    );
  }
  const others = await readdir(dataDir).catch(() => []);
  if (others.length > 0) throw new Error(`${dataDir} holds something else than a PostgreSQL. Choose another folder.`);
  const parent = dirname(dataDir);
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent))
    if (name.startsWith(`${basename(dataDir)}${UNFINISHED}`)) await rm(join(parent, name), { recursive: true });

  const password = randomBytes(24).toString('base64url');
  const unfinished = `${dataDir}${UNFINISHED}${randomBytes(4).toString('hex')}`;
  await mkdir(unfinished, { mode: 0o700 });
  const passwordFile = `${unfinished}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    if (programs.owner)
      for (const path of [unfinished, passwordFile]) await chown(path, programs.owner.uid, programs.owner.gid);
    await initialise(programs, unfinished, passwordFile, durable);
    await rename(passwordFile, join(unfinished, PASSWORD_FILE));
    await rm(dataDir, { recursive: true, force: true });
    await rename(unfinished, dataDir);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
  return password;
}

async function initialise(programs: PostgresPrograms, folder: string, passwordFile: string, durable: boolean) {
  // The builtin C.UTF-8 knows letters of all languages (lower, ILIKE) and sorts alike on every machine, whatever
  // locales its operating system has.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = [`--username=${ROLE}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const args = ['-D', folder, ...access, ...locale, '--no-instructions', ...(durable ? [] : ['--no-sync'])];
  const initdb = await startServerProcess({ name: 'initdb', ...programs.command('initdb', args) });
  const end = await initdb.exited;
  if (!end.endsWith('(code 0)')) throw new Error(`PostgreSQL's initdb failed: ${end}\n${initdb.lastWords()}`);
}

/** The command line of a process that runs, or undefined. */
async function commandLine(pid: number): Promise<string | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
  }
  if (process.platform === 'linux') return present(`/proc/${pid}/cmdline`);
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}

/**
 * Postgres itself ignores a `postmaster.pid` whose process has ended, but after a restart of a container or a laptop
 * that number is often somebody else's, and then Postgres refuses to start. So it is looked whose the number is.
 * A server of a stack that was killed a moment ago is given time to end.
 * @throws Error when a server really runs on `dataDir`.
 */
export async function clearStalePid(dataDir: string, limitMs = 15_000): Promise<void> {
  const file = join(dataDir, 'postmaster.pid');
  const deadline = Date.now() + limitMs;
  for (;;) {
    const pid = Number((await present(file))?.split('\n')[0]);
    if (!pid) return;
    const command = await commandLine(pid);
    if (!command?.includes('postgres') || !command.includes(dataDir)) return rm(file, { force: true });
    if (Date.now() > deadline)
      throw new Error(
        `A PostgreSQL server (process ${pid}) already runs on ${dataDir}. Stop the stack that started it.`,
      );
    await pause(100);
  }
}
