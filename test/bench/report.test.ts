import type { AcceptRate } from '../../bench/accepts';
import type { ExchangeRate } from '../../bench/exchanges';
import { percentile, shareOf, spreadOf, sumOf } from '../../bench/figures';
import type { HistoryFigures } from '../../bench/histories';
import { LIST_SIZES } from '../../bench/list-data';
import type { LiveRun } from '../../bench/live';
import { readOptions } from '../../bench/options';
import { bareWorkflow, Numbers, phone } from '../../bench/people';
import { reportOf } from '../../bench/report';
import { table } from '../../bench/report-lines';
import { headlines, type Measured, targetsOf } from '../../bench/targets';

const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

it.each([
  ['1 to 100', hundred, 50, 50],
  ['1 to 100', hundred, 99, 99],
  ['1 to 100', hundred, 100, 100],
  ['one value', [7], 50, 7],
  ['one value', [7], 99, 7],
  ['two values', [1, 2], 50, 1],
  ['two values', [1, 2], 51, 2],
  ['three values', [1, 2, 3], 0, 1],
])('takes percentiles by nearest rank: of %s', (_of, sorted, percent, expected) => {
  expect(percentile(sorted, percent)).toBe(expected);
});

it('spreads values in any order, by number and not by letter', () => {
  expect(spreadOf([100, 9, 20.04])).toEqual({ count: 3, p50: 20, p95: 100, p99: 100, max: 100 });
  expect(spreadOf([]).p99).toBeNaN();
});

it('adds up processor time by process and shares it out, largest first', () => {
  const sum = sumOf([
    { api: 10, worker: 30 },
    { worker: 20, carrier: 1 },
  ]);
  expect(sum).toEqual({ api: 10, worker: 50, carrier: 1 });
  expect(Object.entries(shareOf(sum, 4))).toEqual([
    ['worker', 12.5],
    ['api', 2.5],
    ['carrier', 0.25],
  ]);
});

const exchangeRate = (perSecond: number, p99: number, early = 0): ExchangeRate => ({
  exchanges: 10,
  perSecond,
  lateMs: { count: 10, p50: 1, p95: p99, p99, max: p99, early },
  cpuMs: { api: perSecond },
});
const acceptRate = (perSecond: number): AcceptRate => ({ count: 10, perSecond, p50Ms: 1, p99Ms: 2, cpuMs: {} });
const counts = (one: number, two: number, five: number): HistoryFigures['bare'] => ({
  1: { events: one, activities: 1 },
  2: { events: two, activities: 1 },
  5: { events: five, activities: 1 },
});

const liveRun = (p95: number): LiveRun => ({
  perSecond: 100,
  webhookMs: spreadOf([1, 2]),
  toldAfterMs: { count: Number.isNaN(p95) ? 0 : 4, p50: 1, p95, p99: p95, max: p95 },
  failures: 0,
  lag: { mean: 1, p50: 1, p99: 49.96, max: 80 },
  cpuMs: { api: 100 },
});

const measured: Measured = {
  exchanges: {
    parley: { fresh: exchangeRate(30, 1_400), running: exchangeRate(80, 1_501, 1) },
    bare: { fresh: exchangeRate(40, 10), running: exchangeRate(80, 10) },
  },
  accepts: {
    floor: acceptRate(2_000),
    parley: {
      up: { running: acceptRate(1_000), fresh: acceptRate(990) },
      down: { running: acceptRate(960), fresh: acceptRate(900) },
    },
    bare: { running: acceptRate(1), fresh: acceptRate(1) },
    catchUpSeconds: 3,
  },
  burst: {
    ...{ texts: 5_000, conversations: 500, perSecond: { up: 1_000, down: 940 } },
    ...{ catchUpSeconds: 25, caughtUpPerSecond: 200, bareSignalsPerSecond: 800 },
  },
  histories: { inResponse: counts(15, 24, 38), byApi: counts(23, 26, 39), bare: counts(21, 30, 42) },
  live: {
    pages: 2,
    quiet: liveRun(Number.NaN),
    watched: liveRun(251),
    broken: liveRun(300),
    counts: { told: 8, missed: 0, doubled: 1, resets: 0, cuts: 3 },
  },
  lists: {
    sizes: LIST_SIZES,
    overviews: [],
    lists: [
      { path: '/leads', rows: 50, p50: 3, p95: 5, max: 9 },
      { path: '/interactions', rows: 50, p50: 40, p95: 101, max: 130 },
    ],
  },
};

it('says of every target where it stands and whether it is met', () => {
  expect(targetsOf(measured).map(({ target, value, met }) => [target, value, met])).toEqual([
    ['≥ 1', 0.75, false],
    ['≥ 1', 1, true],
    ['≥ 0.5', 0.5, true],
    ['≥ 0.5', 0.495, false],
    ['≥ 0.95', 0.96, true],
    ['≥ 0.95', 0.909, false],
    ['≥ 0.95', 0.94, false],
    ['≤ 22', 15, true],
    ['≤ 26', 24, true],
    ['≤ 38', 38, true],
    ['≤ 22', 23, false],
    ['≤ 26', 26, true],
    ['≤ 38', 39, false],
    ['≤ 0', 1, false],
    ['≤ 1500', 1_400, true],
    ['≤ 1500', 1_501, false],
    ['≤ 100', 101, false],
    ['≤ 0', 0, true],
    ['≤ 0', 1, false],
    ['≤ 250', 251, false],
    ['≤ 50', 50, true],
  ]);
});

it('has its headlines in the JSON, and leaves out what was not measured', () => {
  const options = readOptions([])!;
  const { json, lines } = reportOf(options, measured);
  expect(json).toMatchObject({
    exchangeRatioNew: 0.75,
    exchangeRatioRunning: 1,
    cpuRatioNew: 1.33,
    acceptRatioFloor: 0.5,
    eventsPerExchange: { 1: 15, 2: 24, 5: 38 },
    eventsPerExchangeByApi: { 1: 23, 2: 26, 5: 39 },
    windowLatenessMs: { new: { p99: 1_400, early: 0 }, running: { p99: 1_501, early: 1 } },
    burstCatchUpRatioBare: 0.25,
    slowestListP95Ms: 101,
    livePagesDoubled: 1,
    liveToldP95Ms: 251,
    setup: { conversations: 400, parts: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] },
  });
  expect(lines.join('\n')).toMatch(/2 pages, cut off at random +100 +1 +2 +1 +300 +300/);
  expect(lines.join('\n')).toMatch(/committed and answered, Temporal down +940/);
  expect(lines.join('\n')).toMatch(/running conversations +80 +80 +1\.00/);

  expect(headlines({ histories: measured.histories }).exchangeRatioNew).toBeUndefined();
  expect(targetsOf({})).toEqual([]);
});

it('writes tables with columns as wide as they need to be', () => {
  expect(
    table([
      ['', 'Parley'],
      ['new conversations', 1.5],
    ]),
  ).toEqual(['                      Parley', '  new conversations      1.5']);
});

it('gives everybody a fictional number, each one once', () => {
  const people = new Numbers(phone);
  const first = people.fresh(250);
  const all = [...first, ...people.fresh(50)];
  expect(new Set(all).size).toBe(300);
  expect(all.every((number) => /^\+1\d{3}55501\d{2}$/.test(number))).toBe(true);
  expect(people.known(250)).toEqual(first);
  expect(people.known(1_000)).toHaveLength(300);
  expect(() => phone(100 * 800)).toThrow('no more fictional');
  expect(new Numbers(bareWorkflow).fresh(2)).toEqual(['bare/0', 'bare/1']);
});

it('reads its options', () => {
  expect(readOptions(['--only', 'a', '--only', 'd', '--json', '--conversations', '5'])).toMatchObject({
    json: true,
    parts: new Set(['a', 'd']),
    conversations: 5,
    windowMs: 1_000,
  });
  expect(readOptions(['--help'])).toBeNull();
});

it.each([
  [['--only', 'z'], '--only must be one of a, b, c, d, e, f, g, h'],
  [['--window', '999'], '--window must be a whole number from 1000'],
  [['--conversations', '2.5'], '--conversations must be a whole number from 1'],
  [['--fast'], '--fast'],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
