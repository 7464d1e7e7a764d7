import { setTimeout as pause } from 'node:timers/promises';
import { type CpuTimes, countCpu } from './cpu';
import { round, type Spread, shareOf, spreadOf, sumOf } from './figures';
import { begin, type Side } from './sides';
import type { BenchStack } from './stack';

/** (a) and (d): exchanges a second on both sides, and how late their windows ended meanwhile. */
export interface ExchangeFigures {
  parley: { fresh: ExchangeRate; running: ExchangeRate };
  bare: { fresh: ExchangeRate; running: ExchangeRate };
}

export interface ExchangeRate {
  exchanges: number;
  perSecond: number;
  lateMs: Spread & { early: number };
  /** Processor time of an exchange by process, until its reports have come too. */
  cpuMs: CpuTimes;
}

interface Phase {
  exchanges: number;
  seconds: number;
  lateMs: number[];
  cpu: CpuTimes;
}

/** Enough for every process to have compiled its code before the clock starts. */
const WARM_UP = 40;
const REPLY_LIMIT_MS = 30_000;
/** Between two phases, so that the last one's idle work (acknowledgements, a checkpoint's start) is not the next one's. */
const REST_MS = 1_000;

export async function measureExchanges(
  stack: BenchStack,
  sides: { parley: Side; bare: Side },
): Promise<ExchangeFigures> {
  const { conversations, rounds, inFlight } = stack.options;
  const phases = { parley: { fresh: [], running: [] }, bare: { fresh: [], running: [] } } as Record<
    Side['name'],
    Record<'fresh' | 'running', Phase[]>
  >;
  stack.say('warming up');
  const warmUp = Math.min(WARM_UP, conversations);
  for (const side of [sides.bare, sides.parley]) {
    await begin(side, warmUp, warmUp);
    await side.offer({ from: side.numbers.known(warmUp), atOnce: warmUp, until: 'answered' });
  }

  await Promise.all([sides.bare.drained(), sides.parley.drained()]);
  for (let count = 1; count <= rounds; count++) {
    const fresh = { parley: sides.parley.numbers.fresh(conversations), bare: sides.bare.numbers.fresh(conversations) };
    // Who begins changes from round to round: a machine that slows down meanwhile slows both.
    const order = count % 2 === 1 ? [sides.bare, sides.parley] : [sides.parley, sides.bare];
    for (const kind of ['fresh', 'running'] as const)
      for (const side of order) {
        const phase = await measurePhase(stack, side, fresh[side.name], inFlight[kind]);
        const words = kind === 'fresh' ? 'new conversations' : 'running ones';
        stack.say(
          `(a) round ${count}, ${side.name}, ${conversations} ${words}: ${rateOf([phase]).perSecond} exchanges/s`,
        );
        phases[side.name][kind].push(phase);
      }
  }
  const figuresOf = (side: Side['name']) => ({
    fresh: rateOf(phases[side].fresh),
    running: rateOf(phases[side].running),
  });
  return { parley: figuresOf('parley'), bare: figuresOf('bare') };
}

async function measurePhase(stack: BenchStack, side: Side, from: string[], atOnce: number): Promise<Phase> {
  await pause(REST_MS);
  await side.takeReplies();
  await side.takeLateness();
  const endCpu = countCpu(stack.processes);
  const { firstAt } = await side.offer({ from, atOnce, until: 'answered' });

  const replies: { to: string; at: number }[] = [];
  for (const deadline = Date.now() + REPLY_LIMIT_MS; replies.length < from.length; await pause(50)) {
    if (Date.now() > deadline) throw new Error(`${side.name}: ${replies.length} of ${from.length} replies came`);
    replies.push(...(await side.takeReplies()));
  }
  await side.drained();
  const cpu = endCpu();
  replies.push(...(await side.takeReplies()));
  const answered = new Set(replies.map((reply) => reply.to));
  if (replies.length !== from.length || from.some((one) => !answered.has(one)))
    throw new Error(`${side.name}: ${replies.length} replies to ${answered.size} of ${from.length} conversations`);

  const lastAt = Math.max(...replies.map((reply) => reply.at));
  // The first exchange cannot end before its window, however fast the engine: that wait is nobody's throughput.
  const seconds = (lastAt - firstAt - stack.options.windowMs) / 1_000;
  return { exchanges: from.length, seconds, lateMs: await side.takeLateness(), cpu };
}

function rateOf(phases: Phase[]): ExchangeRate {
  const exchanges = phases.reduce((sum, phase) => sum + phase.exchanges, 0);
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const lateMs = phases.flatMap((phase) => phase.lateMs);
  return {
    exchanges,
    perSecond: round(exchanges / seconds, 1),
    lateMs: { ...spreadOf(lateMs), early: lateMs.filter((ms) => ms < 0).length },
    cpuMs: shareOf(sumOf(phases.map((phase) => phase.cpu)), exchanges),
  };
}
