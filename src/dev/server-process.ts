import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { unwatch, watch } from './watchdog';

/** What `startPostgres` and `startTemporal` run: one server program, its output, and the ways to end it. */
export interface ServerProcess {
  pid: number;
  /** Settles when the program has ended, whoever ended it. Never rejects. */
  exited: Promise<string>;
  /** The last lines it said, for the message of a start that failed. */
  lastWords(): string;
  running(): boolean;
  /** Asks it to end with `signal`; after `limitMs` it is killed. Resolves when it has ended. */
  stop(signal: NodeJS.Signals, limitMs: number): Promise<void>;
  kill(): void;
}

export interface ServerCommand {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  log?: ((line: string) => void) | undefined;
}

const KEPT_LINES = 30;

/** @throws Error when the program cannot be started at all. */
export async function startServerProcess(order: ServerCommand): Promise<ServerProcess> {
  // A group of its own: Ctrl-C in the terminal must reach the stack, which then ends its servers last, not the servers.
  const child = spawn(order.command, order.args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: order.env ?? process.env,
    uid: order.uid,
    gid: order.gid,
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      order.log?.(line);
    });
  }
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error))]);
  const pid = child.pid as number;
  watch(pid);
  // 'close' and not 'exit': by then its last words have been read.
  const exited = once(child, 'close').then(([code, signal]) => {
    unwatch(pid);
    return `${order.name} ended (${signal ?? `code ${code}`})`;
  });
  return {
    pid,
    exited,
    lastWords: () => lines.join('\n'),
    running: () => alive(child),
    stop: (signal, limitMs) => stop(child, exited, signal, limitMs),
    kill: () => {
      if (alive(child)) child.kill('SIGKILL');
    },
  };
}

function alive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function stop(child: ChildProcess, exited: Promise<string>, signal: NodeJS.Signals, limitMs: number) {
  if (alive(child)) child.kill(signal);
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
  await exited;
  clearTimeout(limit);
}
