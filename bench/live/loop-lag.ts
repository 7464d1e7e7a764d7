import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How late a process's event loop was, in milliseconds. */
export interface LoopLag {
  mean: number;
  p50: number;
  p99: number;
  max: number;
}

const PROBE = join(__dirname, 'lag-probe.js');
const LIMIT_MS = 5_000;
const LOOK_EVERY_MS = 10;

/** Variables that have a process measure it, into this file. */
export function lagProbeEnv(file: string): NodeJS.ProcessEnv {
  const others = process.env.NODE_OPTIONS ? `${process.env.NODE_OPTIONS} ` : '';
  return { NODE_OPTIONS: `${others}--require ${JSON.stringify(PROBE)}`, BENCH_LAG_FILE: file };
}

/** What was measured since this was last asked. @throws when the process does not say it in time */
export async function takeLoopLag(pid: number | undefined, file: string): Promise<LoopLag> {
  if (pid === undefined) throw new Error('the api does not run');
  await rm(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await pause(LOOK_EVERY_MS)) {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as LoopLag;
    } catch {
      // Not written yet, or not whole.
    }
  }
  throw new Error('the api did not say how late its event loop is');
}
