import { setTimeout as pause } from 'node:timers/promises';
import { type CpuTimes, countCpu } from './cpu';
import { round, shareOf, spreadOf } from './figures';
import type { JobResult } from './load/job';
import { begin, offer, type Side } from './sides';
import type { BenchStack } from './stack';

/** (b): webhooks committed and answered a second, and signals, for comparison. */
export interface AcceptFigures {
  floor: AcceptRate;
  parley: Record<'up' | 'down', Record<'fresh' | 'running', AcceptRate>>;
  bare: Record<'fresh' | 'running', AcceptRate>;
  /** How long Parley took after Temporal came back until everything was handled. */
  catchUpSeconds: number;
}

export interface AcceptRate {
  count: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time of one by process, while they were offered. */
  cpuMs: CpuTimes;
}

const WARM_UP = 1_000;
const REST_MS = 1_000;

export async function measureAccepts(stack: BenchStack, sides: { parley: Side; bare: Side }): Promise<AcceptFigures> {
  const { webhooks, people, connections, inFlight } = stack.options;
  const { parley, bare } = sides;
  stack.say(`(b) beginning ${people} conversations on each side`);
  for (const side of [parley, bare]) await begin(side, people, inFlight.running);

  const measure = async (name: string, offers: () => Promise<JobResult>): Promise<AcceptRate> => {
    await pause(REST_MS);
    const endCpu = countCpu(stack.processes);
    const result = await offers();
    const cpu = endCpu();
    const { count, p50, p99 } = spreadOf(result.latenciesMs);
    const perSecond = round(count / result.seconds, 0);
    stack.say(`(b) ${name}: ${perSecond}/s, p50 ${p50} ms, p99 ${p99} ms`);
    return { count, perSecond, p50Ms: p50, p99Ms: p99, cpuMs: shareOf(cpu, count) };
  };
  const taken = (from: string[]) => ({ from, atOnce: connections, until: 'taken' as const });
  const running = (side: Side) => () => {
    const known = side.numbers.known(people);
    return side.offer(taken(Array.from({ length: webhooks.running }, (_, index) => known[index % known.length]!)));
  };
  const fresh = (side: Side) => () => side.offer(taken(side.numbers.fresh(webhooks.fresh)));
  const floor = (count: number) => () => offer(stack, 'floor', taken(parley.numbers.known(1).flatMap(repeat(count))));

  await offer(stack, 'floor', taken(parley.numbers.known(1).flatMap(repeat(WARM_UP))));
  const floorBefore = await measure('the floor', floor(webhooks.running));

  const up = {
    running: await measure('Parley, running conversations', running(parley)),
  } as AcceptFigures['parley']['up'];
  await parley.drained();
  const bareRates = { running: await measure('bare signals, running', running(bare)) } as AcceptFigures['bare'];
  await bare.drained();
  up.fresh = await measure('Parley, new conversations', fresh(parley));
  stack.say('    waiting until all of them are answered');
  await parley.drained();
  bareRates.fresh = await measure('bare signals, new', fresh(bare));
  await bare.drained();

  await stack.temporalServer.crash();
  const down = {
    running: await measure('Parley, running conversations, Temporal down', running(parley)),
    fresh: await measure('Parley, new conversations, Temporal down', fresh(parley)),
  };
  await stack.temporalServer.restart();
  const backAt = Date.now();
  stack.say('    Temporal is back; waiting until everything is handled');
  await parley.drained();
  const catchUpSeconds = round((Date.now() - backAt) / 1_000, 1);

  const floorAfter = await measure('the floor, again', floor(webhooks.running));
  return { floor: meanOf(floorBefore, floorAfter), parley: { up, down }, bare: bareRates, catchUpSeconds };
}

const repeat = (count: number) => (from: string) => Array.from({ length: count }, () => from);

/** The floor is measured before and after the others, as a machine is not equally fast all the time. */
function meanOf(one: AcceptRate, other: AcceptRate): AcceptRate {
  const mean = (a: number, b: number) => round((a + b) / 2, 2);
  const names = Object.keys(one.cpuMs);
  return {
    count: one.count + other.count,
    perSecond: mean(one.perSecond, other.perSecond),
    p50Ms: mean(one.p50Ms, other.p50Ms),
    p99Ms: mean(one.p99Ms, other.p99Ms),
    cpuMs: Object.fromEntries(names.map((name) => [name, mean(one.cpuMs[name] ?? 0, other.cpuMs[name] ?? 0)])),
  };
}
