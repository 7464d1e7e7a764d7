import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * A process that is killed with SIGKILL can clean up nothing itself, and Postgres and Temporal would run on, holding
 * their ports and files. So a second, tiny process (`watchdog-process.mjs`) holds a pipe to this one and ends what is still
 * watched when the pipe closes.
 */

let watchdog: ChildProcess | undefined;
const watched = new Set<number>();

function tell(line: string): void {
  watchdog ??= startWatchdog();
  watchdog.stdin?.write(`${line}\n`);
}

function startWatchdog(): ChildProcess {
  // Its own session: neither the terminal's Ctrl-C nor a kill of this process's group may end it.
  const child = spawn(process.execPath, [join(__dirname, 'watchdog-process.mjs')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Neither the process nor its pipe may keep this one alive when all its work is done.
  child.unref();
  const pipe = child.stdin as ChildProcess['stdin'] & { unref?: () => void };
  pipe?.unref?.();
  // Somebody ended the watchdog: the next one watched gets a new one, told of all. Nothing else depends on it.
  pipe?.on('error', () => {});
  child.once('exit', () => {
    if (watchdog === child) watchdog = undefined;
  });
  child.once('error', () => {});
  for (const pid of watched) pipe?.write(`+${pid}\n`);
  return child;
}

/** From now on `pid` (and its process group, when it leads one) ends with this process, even when that is killed. */
export function watch(pid: number): void {
  watched.add(pid);
  tell(`+${pid}`);
}

/** Call as soon as `pid` has ended: its number may belong to somebody else's process a moment later. */
export function unwatch(pid: number): void {
  if (!watched.delete(pid)) return;
  if (watchdog === undefined) return;
  tell(`-${pid}`);
  if (watched.size > 0) return;
  // Nothing to watch: its stdin closes and it goes, so that short-lived users (tests) leave no process waiting.
  watchdog.stdin?.end();
  watchdog = undefined;
}
