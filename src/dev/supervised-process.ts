import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ReadyMessage } from '../process';
import { unwatch, watch } from './watchdog';

export interface SupervisedOptions {
  /** Stands before each line it writes. */
  name: string;
  /** The compiled program. It tells that it can serve with `announceReady` (src/process.ts). */
  script: string;
  args?: string[];
  env?: NodeJS.ProcessEnv;
  log: (line: string) => void;
  /** Start it again when it dies. Default: yes. One that dies before it was ever ready is not: it would again. */
  restart?: boolean;
  /** How long it may take to end before it is killed. */
  stopLimitMs?: number;
}

export interface SupervisedProcess {
  readonly name: string;
  /** Of the process that runs now; undefined between its death and its next start. */
  readonly pid: number | undefined;
  /** Resolves when the process that runs now, or the next one while there is none, can serve. Rejects when it never will. */
  ready(): Promise<{ url?: string }>;
  /** Sends a signal and does nothing else: what dies of it is started again. */
  kill(signal: NodeJS.Signals): void;
  /** Ends it for good. */
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived this long did work: the next death starts again with the shortest pause. */
const SETTLED_MS = 30_000;
const STOP_MS = 10_000;
const KEPT_LINES = 20;

interface Waiter {
  resolve(ready: { url?: string }): void;
  reject(error: Error): void;
}

/** Runs a program of ours as a child process, and runs it again when it dies, with longer and longer pauses. */
export function superviseProcess(options: SupervisedOptions): SupervisedProcess {
  const { name, log, restart = true } = options;
  let child: ChildProcess | undefined;
  let served: { url?: string } | undefined;
  let wasEverReady = false;
  let end: Error | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let pausing: NodeJS.Timeout | undefined;
  let waiters: Waiter[] = [];

  function settle(use: (waiter: Waiter) => void): void {
    const all = waiters;
    waiters = [];
    for (const waiter of all) use(waiter);
  }

  function start(): void {
    const startedAt = Date.now();
    const lines: string[] = [];
    // A group of its own: Ctrl-C in the terminal is for the stack, which ends its processes in order.
    const current = fork(options.script, options.args ?? [], {
      silent: true,
      detached: true,
      env: options.env ?? process.env,
      execArgv: ['--enable-source-maps'],
    });
    child = current;
    const { pid } = current;
    if (pid !== undefined) watch(pid);
    for (const stream of [current.stdout, current.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        log(`${name} | ${line}`);
      });
    }
    current.on('message', (message: Partial<ReadyMessage>) => {
      if (message?.type !== 'ready') return;
      wasEverReady = true;
      served = message.url === undefined ? {} : { url: message.url };
      settle((waiter) => waiter.resolve(served as { url?: string }));
    });
    // Without a listener an error, such as no memory for one process more, would end this process.
    current.on('error', (error) => lines.push(String(error)));
    // 'close' and not 'exit': by then its last words have been read.
    current.once('close', died);

    function died(): void {
      if (pid !== undefined) unwatch(pid);
      child = undefined;
      served = undefined;
      if (end) return;
      const how = `${name} ended (${current.signalCode ?? `code ${current.exitCode}`})`;
      if (!wasEverReady || !restart) {
        end = new Error([how, ...lines].join('\n'));
        settle((waiter) => waiter.reject(end as Error));
        return;
      }
      if (Date.now() - startedAt >= SETTLED_MS) pauseMs = FIRST_PAUSE_MS;
      log(`${how}; starting it again in ${pauseMs / 1_000} s`);
      pausing = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async function stop(): Promise<void> {
    end ??= new Error(`${name} was stopped`);
    settle((waiter) => waiter.reject(end as Error));
    clearTimeout(pausing);
    const current = child;
    if (!current) return;
    const closed = once(current, 'close');
    current.kill('SIGTERM');
    const limit = setTimeout(() => current.kill('SIGKILL'), options.stopLimitMs ?? STOP_MS);
    await closed;
    clearTimeout(limit);
  }

  start();
  return {
    name,
    get pid() {
      return child?.pid;
    },
    ready: () =>
      new Promise((resolve, reject) => {
        if (end) reject(end);
        else if (served) resolve(served);
        else waiters.push({ resolve, reject });
      }),
    kill: (signal) => {
      child?.kill(signal);
    },
    stop,
  };
}
