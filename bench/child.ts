import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Part } from '../src/dev/stack';
import { unwatch, watch } from '../src/dev/watchdog';
import type { ChildMessage, CommandMessage, Commands } from './commands';

/** A program of the bench's own that runs beside the stack and does what it is told. */
export interface Child<C extends Commands> extends Part {
  readonly pid: number | undefined;
  ask<Name extends keyof C & string>(
    command: Name,
    ...input: Parameters<C[Name]>
  ): Promise<Awaited<ReturnType<C[Name]>>>;
}

const STOP_MS = 10_000;

/** Starts a program; resolves when it is ready. Unlike the product's it is not started again: without it nothing is measured. */
export async function startChild<C extends Commands>(order: {
  name: string;
  script: string;
  settings: unknown;
  log: (line: string) => void;
  onNotice?: (notice: unknown) => void;
}): Promise<Child<C>> {
  const { name, log } = order;
  const child = fork(order.script, [JSON.stringify(order.settings)], {
    silent: true,
    // A group of its own: Ctrl-C in the terminal is for the bench, which ends its processes in order.
    detached: true,
    execArgv: ['--enable-source-maps'],
  });
  const { pid } = child;
  if (pid !== undefined) watch(pid);
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let ready: () => void = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', (line) => log(`${name} | ${line}`));
  child.on('message', (message: ChildMessage) => {
    if (message.type === 'ready') return ready();
    if (message.type === 'notice') return order.onNotice?.(message.notice);
    const asker = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) asker?.resolve(message.result);
    else asker?.reject(new Error(`${name}: ${message.error}`));
  });
  child.on('error', (error) => log(`${name} | ${error}`));
  const closed = once(child, 'close').then(() => {
    if (pid !== undefined) unwatch(pid);
    for (const { reject } of waiting.values()) reject(new Error(`${name} ended`));
  });
  await Promise.race([isReady, closed.then(() => Promise.reject(new Error(`${name} did not start`)))]);

  let lastId = 0;
  return {
    pid,
    ask: (command, ...[input]) =>
      new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error(`${name} has ended`));
        const message: CommandMessage = { id: ++lastId, command, input };
        waiting.set(message.id, { resolve: (result) => resolve(result as never), reject });
        child.send(message);
      }),
    stop: async () => {
      child.kill('SIGTERM');
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await closed;
      clearTimeout(limit);
    },
    kill: (signal) => {
      child.kill(signal);
    },
  };
}
