import type { AcceptFigures } from './accepts';
import type { BurstFigures } from './burst';
import type { ExchangeFigures, ExchangeRate } from './exchanges';
import { round } from './figures';
import { type HistoryFigures, TEXTS } from './histories';
import type { ListFigures } from './lists';
import type { LiveFigures } from './live';
import type { PageFigures } from './page';

/** What was measured: the parts that were asked for. */
export interface Measured {
  exchanges?: ExchangeFigures;
  accepts?: AcceptFigures;
  burst?: BurstFigures;
  histories?: HistoryFigures;
  lists?: ListFigures;
  live?: LiveFigures;
  page?: PageFigures;
}

export interface Target {
  what: string;
  target: string;
  value: number;
  met: boolean;
}

/** Down counts as none the slower up to this: two runs of one thing differ by as much. */
const NOISE = 0.95;
/** What an exchange may add to its history: for one text, and for each further one. */
const EVENTS_OF_ONE = 22;
const EVENTS_OF_FURTHER = 4;
/** Of any list, whatever the size of the tenant. */
const LIST_P95_MS = 100;
/** From the webhook answered to the page told, and how late the api's event loop may be meanwhile. */
const TOLD_P95_MS = 250;
const LOOP_P99_MS = 50;

/** The figures by which Parley is judged, under the names that the JSON has; those not measured are left out. */
export function headlines({ exchanges, accepts, burst, histories, lists, live }: Measured) {
  const eventsOf = (way: 'inResponse' | 'byApi' | 'bare') =>
    histories && Object.fromEntries(TEXTS.map((texts) => [texts, histories[way][texts].events]));
  const ratio = (one: number, other: number) => round(one / other, 3);
  return {
    exchangeRatioNew: exchanges && ratio(exchanges.parley.fresh.perSecond, exchanges.bare.fresh.perSecond),
    exchangeRatioRunning: exchanges && ratio(exchanges.parley.running.perSecond, exchanges.bare.running.perSecond),
    cpuRatioNew: exchanges && cpuRatio(exchanges.bare.fresh, exchanges.parley.fresh),
    cpuRatioRunning: exchanges && cpuRatio(exchanges.bare.running, exchanges.parley.running),
    acceptRatioFloor: accepts && ratio(accepts.parley.up.running.perSecond, accepts.floor.perSecond),
    acceptRatioFloorNew: accepts && ratio(accepts.parley.up.fresh.perSecond, accepts.floor.perSecond),
    acceptRatioDown: accepts && ratio(accepts.parley.down.running.perSecond, accepts.parley.up.running.perSecond),
    acceptRatioDownNew: accepts && ratio(accepts.parley.down.fresh.perSecond, accepts.parley.up.fresh.perSecond),
    burstRatioDown: burst && ratio(burst.perSecond.down, burst.perSecond.up),
    burstCatchUpRatioBare: burst && ratio(burst.caughtUpPerSecond, burst.bareSignalsPerSecond),
    slowestListP95Ms: lists && Math.max(...lists.lists.map(({ p95 }) => p95)),
    livePagesMissed: live?.counts.missed,
    livePagesDoubled: live?.counts.doubled,
    liveToldP95Ms: live?.watched.toldAfterMs.p95,
    liveLoopLagP99Ms: live && round(live.watched.lag.p99, 1),
    eventsPerExchange: eventsOf('inResponse'),
    eventsPerExchangeByApi: eventsOf('byApi'),
    eventsPerExchangeBare: eventsOf('bare'),
    windowLatenessMs: exchanges && {
      new: latenessOf(exchanges.parley.fresh),
      running: latenessOf(exchanges.parley.running),
      bareNew: latenessOf(exchanges.bare.fresh),
      bareRunning: latenessOf(exchanges.bare.running),
    },
  };
}

/** The exchange ratio as processor time gives it: a busy machine changes it less. Undefined where that is not known. */
function cpuRatio(bare: ExchangeRate, parley: ExchangeRate): number | undefined {
  const total = ({ cpuMs }: ExchangeRate) => Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);
  return total(parley) > 0 ? round(total(bare) / total(parley), 2) : undefined;
}

const latenessOf = ({ lateMs: { p50, p99, max, early } }: ExchangeRate) => ({ p50, p99, max, early });

/** Every target, with where it stands. */
export function targetsOf(measured: Measured): Target[] {
  const figures = headlines(measured);
  const targets: Target[] = [];
  const atLeast = (what: string, least: number, value: number | undefined) => {
    if (value !== undefined) targets.push({ what, target: `≥ ${least}`, value, met: value >= least });
  };
  const atMost = (what: string, most: number, value: number | undefined) => {
    if (value !== undefined) targets.push({ what, target: `≤ ${most}`, value, met: value <= most });
  };
  atLeast('exchanges, new conversations: Parley / bare', 1, figures.exchangeRatioNew);
  atLeast('exchanges, running conversations: Parley / bare', 1, figures.exchangeRatioRunning);
  atLeast('webhooks, running conversations: Parley / floor', 0.5, figures.acceptRatioFloor);
  atLeast('webhooks, new conversations: Parley / floor', 0.5, figures.acceptRatioFloorNew);
  atLeast('webhooks, running: Temporal down / up', NOISE, figures.acceptRatioDown);
  atLeast('webhooks, new: Temporal down / up', NOISE, figures.acceptRatioDownNew);
  atLeast('webhooks, in a burst: Temporal down / up', NOISE, figures.burstRatioDown);
  for (const [way, events] of [
    ['reply in the response', figures.eventsPerExchange],
    ['reply by the API', figures.eventsPerExchangeByApi],
  ] as const) {
    if (events === undefined) continue;
    for (const texts of TEXTS) {
      const most = EVENTS_OF_ONE + (texts - 1) * EVENTS_OF_FURTHER;
      atMost(`history events, ${texts} ${texts === 1 ? 'text' : 'texts'}, ${way}`, most, events[texts]);
    }
  }
  const { windowLatenessMs: late } = figures;
  if (late) {
    atMost('windows that ended early', 0, late.new.early + late.running.early);
    atMost('windows, new conversations: p99 late, ms', 1_500, late.new.p99);
    atMost('windows, running conversations: p99 late, ms', 1_500, late.running.p99);
  }
  atMost('lists: p95 of the slowest, ms', LIST_P95_MS, figures.slowestListP95Ms);
  atMost('events that pages missed', 0, figures.livePagesMissed);
  atMost('events that pages were told twice', 0, figures.livePagesDoubled);
  atMost('pages: told after the webhook, p95, ms', TOLD_P95_MS, figures.liveToldP95Ms);
  atMost("pages: the api's event loop late, p99, ms", LOOP_P99_MS, figures.liveLoopLagP99Ms);
  return targets;
}
