import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '../../src/log';
import { stopOnSignal } from '../../src/process';
import { serveCommands } from '../commands';
import { startAgent } from './agent';
import type { Asked, Job, JobResult, LoadSettings } from './job';
import { prepareOffers } from './offers';

/**
 * The load: a process of its own, so that its work delays no server. It plays the leads and the agent, which belong
 * together: with the agent's answer an exchange makes room for the next.
 */

/** An exchange that has not ended after so long never will. */
const EXCHANGE_LIMIT_MS = 120_000;

const settings = JSON.parse(process.argv[2] ?? '') as LoadSettings;
let asked: Asked[] = [];
const awaited = new Map<string, () => void>();

function answered(from: string): void {
  awaited.get(from)?.();
  awaited.delete(from);
}

/** Resolves when the exchange that this text begins has ended. */
function end(from: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('an exchange did not end')), EXCHANGE_LIMIT_MS);
    awaited.set(from, () => {
      clearTimeout(limit);
      resolve();
    });
  });
}

async function run(job: Job): Promise<JobResult> {
  const offers = prepareOffers(job, settings);
  const latenciesMs: number[] = [];
  let failures = 0;
  let firstFailure: string | null = null;
  let next = 0;
  const firstAt = Date.now();
  const begun = performance.now();
  let lastTaken = begun;
  const offerInTurn = async (slot: number) => {
    // Exchanges begin one after another over the first window: all at once, their windows would all end at once as well,
    // and that queue, which no real load makes, would be what is measured as lateness.
    if (job.until === 'answered') await pause((slot / job.atOnce) * settings.windowMs);
    for (let index = next++; index < job.from.length; index = next++) {
      try {
        // Awaited from before the text leaves: the answer may come first.
        const ended = job.until === 'answered' ? end(job.from[index]!) : undefined;
        ended?.catch(() => {});
        const offeredAt = performance.now();
        await offers.offer(index);
        lastTaken = performance.now();
        latenciesMs.push(lastTaken - offeredAt);
        await ended;
      } catch (error) {
        failures++;
        firstFailure ??= String(error);
      }
    }
  };
  await Promise.all(Array.from({ length: job.atOnce }, (_, slot) => offerInTurn(slot)));
  await offers.close();
  return { firstAt, seconds: (lastTaken - begun) / 1_000, latenciesMs, failures, firstFailure };
}

const commands = {
  run,
  /** The bare engine's exchanges end elsewhere: this tells of it. */
  answered,
  /** The turns that the agent was asked since this was last asked for. */
  takeAsked(): Asked[] {
    const taken = asked;
    asked = [];
    return taken;
  },
};
export type LoadCommands = typeof commands;

async function main(): Promise<void> {
  const agent = await startAgent(settings, (turn) => {
    asked.push(turn);
    answered(turn.phone);
  });
  serveCommands(commands);
  stopOnSignal(createLog('load', 'warn'), async () => {
    agent.closeAllConnections();
  });
  process.send?.({ type: 'ready' });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
