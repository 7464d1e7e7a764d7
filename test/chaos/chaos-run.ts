import { setTimeout as sleep } from 'node:timers/promises';
import { MoodyAgent } from './agent-moods';
import { Callers } from './callers';
import { CarrierTrouble } from './carrier-trouble';
import { check } from './checker';
import { Kills } from './kills';
import { LeadLife } from './lead-life';
import type { MutatedBuild } from './mutated-build';
import type { Observations, Violation } from './observations';
import { observe } from './observe';
import type { ChaosOptions } from './options';
import { SeededRandom } from './seeded-random';
import { readAtRest } from './transcripts';
import { type VictimKind, victimsOf } from './victims';
import { type ChaosWorld, startWorld } from './world';

const LOOK_EVERY_MS = 500;

export interface ChaosResult {
  seed: number;
  /** Turns that were answered on a phone. */
  exchanges: number;
  kills: Record<VictimKind, number>;
  /** While processes died and the carrier misbehaved. */
  troubledMs: number;
  /** From the end of all faults until nothing was on its way any more. */
  restMs: number;
  observations: Observations;
  violations: Violation[];
  /** What the programs wrote. */
  output: string;
}

/**
 * Lets leads, callers and agents live while everything breaks, waits until all has come to rest, and judges.
 * @param build other programs than the product's
 */
export async function runChaos(
  options: ChaosOptions,
  say: (line: string) => void = () => {},
  build?: MutatedBuild,
): Promise<ChaosResult> {
  const random = new SeededRandom(options.seed);
  say('starting Postgres, Temporal, the api, two workers, the carrier and the agent');
  const world = await startWorld({ leads: options.leads, workers: 2, ownServers: true, build: build?.folder });
  try {
    await build?.mutateDatabase(world.parley.pool);
    return await runIn(world, options, random, say);
  } finally {
    await world.stop();
  }
}

async function runIn(
  world: ChaosWorld,
  options: ChaosOptions,
  random: SeededRandom,
  say: (line: string) => void,
): Promise<ChaosResult> {
  const { parley, leads } = world;
  const callers = new Callers(random.fork());
  const agent = new MoodyAgent(parley.agent, parley.call, callers, random.fork());
  const parts = { parley, person: await parley.signIn('operator'), callers };
  const lives = leads.map((lead) => new LeadLife(parts, lead, random.fork()));
  const exchanges = () => countExchanges(agent, world);

  const begun = Date.now();
  const victims = victimsOf(world);
  const kills = new Kills(victims, random.fork(), exchanges, {
    perKill: options.exchanges / options.kills,
    longestMs: options.longestCalmMs,
  });
  const trouble = new CarrierTrouble(parley.carrier, random.fork());
  const isOver = () =>
    Date.now() - begun > options.limitMs || (kills.total >= options.kills && exchanges() >= options.exchanges);
  let over = false;
  const living = Promise.all(lives.map((life) => life.live(() => over)));
  let saidAt = begun;
  while (!isOver()) {
    await sleep(LOOK_EVERY_MS);
    if (Date.now() - saidAt < 15_000) continue;
    saidAt = Date.now();
    const { requests } = agent.notes;
    const down = victims.filter(({ up }) => !up).map(({ kind }) => kind);
    const standing = `${exchanges()} exchanges (the agent was asked ${requests.length} times), ${kills.total} kills`;
    say(`${Math.round((saidAt - begun) / 1_000)} s: ${standing}${down.length > 0 ? `; down: ${down.join(', ')}` : ''}`);
  }
  over = true;
  await kills.stop();
  await trouble.stop();
  const troubledMs = Date.now() - begun;
  say('faults have ended; waiting until everything has come to rest');

  const calm = Date.now();
  await living;
  await callers.settled();
  const { conversations } = await readAtRest(parley.call, options.restLimitMs);
  // What an agent was still asked meanwhile may have made it call.
  await callers.settled();
  await Promise.all(victims.map((victim) => victim.release()));
  const observations = observe(parley, agent.notes, callers, conversations);
  return {
    ...{ seed: options.seed, exchanges: exchanges(), kills: kills.counts, troubledMs, restMs: Date.now() - calm },
    ...{ observations, violations: check(observations) },
    output: [parley.api, ...world.workers].map((program) => program.output).join('\n'),
  };
}

function countExchanges(agent: MoodyAgent, { parley }: ChaosWorld): number {
  const arrived = new Set(parley.carrier.messages().map(({ body }) => body));
  return agent.notes.replies.filter(({ body }) => arrived.has(body)).length;
}
