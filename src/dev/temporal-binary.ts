import { execFile } from 'node:child_process';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { buildTemporal } from './temporal-build';
import { downloadTemporal, TEMPORAL_CLI_VERSION } from './temporal-release';

export interface TemporalBinaryOptions {
  /** Told what happens while it takes long. */
  progress?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}

const run = promisify(execFile);

/**
 * The path of a Temporal CLI that runs here, from the first of these that works: `temporal` on PATH, Parley's cache, the
 * official download, a build from source. The last two put it into the cache.
 * @throws Error listing what was tried and what one can do.
 */
export async function ensureTemporalBinary(options: TemporalBinaryOptions = {}): Promise<string> {
  const { progress = () => {}, env = process.env } = options;
  const onPath = await acceptable('temporal', env);
  if (onPath === true) return 'temporal';

  const folder = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'parley');
  const cached = join(folder, `temporal-${TEMPORAL_CLI_VERSION}-${process.platform}-${process.arch}`);
  if ((await acceptable(cached, env)) === true) return cached;

  await mkdir(folder, { recursive: true });
  return withLock(`${cached}.lock`, progress, async () => {
    // Another process may have put it there while this one waited.
    const inCache = await acceptable(cached, env);
    if (inCache === true) return cached;
    await rm(cached, { force: true });
    const reasons = [`\`temporal\` on PATH: ${onPath}`, `the cache, ${cached}: ${inCache}`];
    for (const [name, get] of [
      ['the official download', downloadTemporal],
      ['`go build` of tools/temporal-cli', buildTemporal],
    ] as const) {
      try {
        await get(cached, progress);
        const verdict = await acceptable(cached, env);
        if (verdict === true) return cached;
        throw new Error(verdict);
      } catch (error) {
        const reason = `${name}: ${error instanceof Error ? error.message : error}`;
        reasons.push(reason);
        progress(`not by ${reason.split('\n')[0]}`);
      }
    }
    throw new Error(noWayLeft(reasons));
  });
}

function noWayLeft(reasons: string[]): string {
  return [
    'There is no Temporal server. Parley looked here:',
    ...reasons.map((reason) => `  - ${reason}`),
    'Any one of these mends it:',
    '  1. set TEMPORAL_ADDRESS to a Temporal server that runs already',
    '  2. install the Temporal CLI so that `temporal` is on PATH (https://docs.temporal.io/cli)',
    `  3. put that program into the cache under the name above`,
    '  4. let this machine reach github.com once, for the download',
    '  5. install Go (https://go.dev/dl): Parley then builds the CLI once, in about 3–6 minutes',
  ].join('\n');
}

/** True, or the reason why not. What the dev server needs (its flags, its server) is there since CLI 1.5. */
async function acceptable(binary: string, env: NodeJS.ProcessEnv): Promise<true | string> {
  try {
    const { stdout } = await run(binary, ['--version'], { env, timeout: 15_000 });
    const version = /version (\d+)\.(\d+)\.\d+/.exec(stdout);
    if (!version) return `it does not say its version: ${stdout.trim().slice(0, 80)}`;
    const [major, minor] = [Number(version[1]), Number(version[2])];
    return major > 1 || (major === 1 && minor >= 5) ? true : `it is older than 1.5: ${stdout.trim()}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'not there' : `it does not run: ${error}`;
  }
}

/**
 * Runs `work` in one process at a time. The lock is a file naming its process; linking it into place is atomic, and one
 * whose process has gone is taken over.
 */
async function withLock<T>(lock: string, progress: (line: string) => void, work: () => Promise<T>): Promise<T> {
  const mine = `${lock}.${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    for (let waits = 0; ; waits += 1) {
      try {
        await link(mine, lock);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = Number(await readFile(lock, 'utf8').catch(() => '0'));
      if (!runs(holder)) await rm(lock, { force: true });
      else if (waits % 20 === 0) progress(`process ${holder} is getting the Temporal CLI already; waiting for it`);
      await pause(500);
    }
    return await work().finally(() => rm(lock, { force: true }));
  } finally {
    await rm(mine, { force: true });
  }
}

function runs(pid: number): boolean {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
