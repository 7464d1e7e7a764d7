import { round } from './figures';
import { begin, type Offer, type Side } from './sides';
import type { BenchStack } from './stack';

/** (h): a burst of webhooks while Temporal is down, and how it is caught up with. */
export interface BurstFigures {
  texts: number;
  conversations: number;
  /** Webhooks committed and answered a second. */
  perSecond: Record<'up' | 'down', number>;
  /** From Temporal's return until every text was signalled, answered and delivered. */
  catchUpSeconds: number;
  /** Texts a second, until then. */
  caughtUpPerSecond: number;
  /** Signals a second that the bare engine takes on as many running workflows. */
  bareSignalsPerSecond: number;
}

/** The lead's texts that are not in exactly one answered turn. */
const NOT_HANDLED_ONCE = `
  select count(*) from messages m
   where m.direction = 'inbound'
     and (select count(*) from turns t
           where t.interaction_id = m.interaction_id and t.state = 'answered' and m.seq between t.first_seq and t.last_seq) <> 1`;

export async function measureBurst(stack: BenchStack, sides: { parley: Side; bare: Side }): Promise<BurstFigures> {
  const { burst: texts, people: conversations, connections, inFlight } = stack.options;
  const { parley, bare } = sides;
  stack.say(`(h) beginning ${conversations} conversations on each side`);
  for (const side of [parley, bare]) await begin(side, conversations, inFlight.running);
  const burstTo = async (side: Side): Promise<number> => {
    const known = side.numbers.known(conversations);
    const from = Array.from({ length: texts }, (_, index) => known[index % known.length]!);
    const offer: Offer = { from, atOnce: connections, until: 'taken' };
    return round(texts / (await side.offer(offer)).seconds, 0);
  };

  const up = await burstTo(parley);
  stack.say(`(h) Temporal up: ${up} webhooks/s; waiting until they are handled`);
  await parley.drained();
  await stack.temporalServer.crash();
  const down = await burstTo(parley);
  stack.say(`(h) Temporal down: ${down} webhooks/s`);
  await stack.temporalServer.restart();
  const backAt = Date.now();
  stack.say('    Temporal is back; waiting until everything is handled');
  await parley.drained();
  const catchUpSeconds = round((Date.now() - backAt) / 1_000, 1);
  const { rows } = await stack.db.query<{ count: string }>(NOT_HANDLED_ONCE);
  if (Number(rows[0]!.count) > 0) throw new Error(`${rows[0]!.count} texts were not handled exactly once`);
  const bareSignalsPerSecond = await burstTo(bare);
  await bare.drained();
  const caughtUpPerSecond = round(texts / catchUpSeconds, 0);
  return {
    ...{ texts, conversations, perSecond: { up, down }, catchUpSeconds, caughtUpPerSecond },
    bareSignalsPerSecond,
  };
}
