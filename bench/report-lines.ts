import type { AcceptFigures, AcceptRate } from './accepts';
import type { BurstFigures } from './burst';
import type { ExchangeFigures, ExchangeRate } from './exchanges';
import { round } from './figures';
import { type HistoryFigures, TEXTS } from './histories';
import type { ListFigures } from './lists';
import type { LiveFigures, LiveRun } from './live';
import type { Options } from './options';
import type { PageFigures, ScrollFigures } from './page';
import type { Target } from './targets';

/** The report's tables, as lines of text. */

type Cell = string | number;

/** Columns as wide as they need to be: the first to the left, the others to the right. */
export function table(rows: Cell[][]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, String(cell).length);
    });
  const pad = (cell: Cell, column: number) =>
    column === 0 ? String(cell).padEnd(widths[0] ?? 0) : String(cell).padStart(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(pad).join('   ')}`.trimEnd());
}

const ratio = (one: number, other: number) => round(one / other, 2).toFixed(2);

/** Processor time by process; the columns are those that did more than nothing. */
function cpuLines(rows: [name: string, cpuMs: Record<string, number>][]): string[] {
  const times = rows.flatMap(([, cpuMs]) => Object.entries(cpuMs));
  const names = [...new Set(times.filter(([, ms]) => ms >= LEAST_SHOWN_MS).map(([name]) => name))];
  if (names.length === 0) return ['    (processor time is only known on Linux)'];
  const cells = rows.map(([name, cpuMs]) => {
    const shown = names.map((column) => cpuMs[column] ?? 0);
    const total = shown.reduce((sum, ms) => sum + ms, 0);
    return [name, total.toFixed(1), ...shown.map((ms) => (ms < LEAST_SHOWN_MS ? '' : ms.toFixed(1)))];
  });
  return table([['', 'all', ...names], ...cells]);
}

const LEAST_SHOWN_MS = 0.05;

export function exchangeLines(options: Options, { parley, bare }: ExchangeFigures): string[] {
  const { conversations, rounds, inFlight } = options;
  const row = (name: string, kind: 'fresh' | 'running') => [
    name,
    parley[kind].perSecond,
    bare[kind].perSecond,
    ratio(parley[kind].perSecond, bare[kind].perSecond),
  ];
  return [
    '',
    '(a) Exchanges a second: signed webhook, batch window, agent, reply taken by the provider; beside the bare engine',
    '    (signal, timer of the same window, two activities that do nothing, no database).',
    `    ${conversations} conversations on each side, ${rounds} round(s), at most ${inFlight.fresh} exchanges under way (${inFlight.running} on running ones),`,
    '    which is more than either side can do at once, and begun one after another over the first window;',
    '    their number / (first text offered to last reply taken, less one window).',
    ...table([
      ['', 'Parley', 'bare', 'ratio'],
      row('new conversations', 'fresh'),
      row('running conversations', 'running'),
    ]),
    '    Processor ms of an exchange (Parley: with its two status reports):',
    ...cpuLines([
      ['Parley, new', parley.fresh.cpuMs],
      ['bare, new', bare.fresh.cpuMs],
      ['Parley, running', parley.running.cpuMs],
      ['bare, running', bare.running.cpuMs],
    ]),
  ];
}

export function latenessLines({ parley, bare }: ExchangeFigures): string[] {
  const row = (name: string, { lateMs: { p50, p99, max, early } }: ExchangeRate) => [name, p50, p99, max, early];
  return [
    '',
    '(d) How late batch windows ended while (a) ran, ms: from (last text committed + window) to the agent being asked.',
    ...table([
      ['', 'p50', 'p99', 'max', 'early'],
      row('Parley, new conversations', parley.fresh),
      row('Parley, running', parley.running),
      row('bare, new conversations', bare.fresh),
      row('bare, running', bare.running),
    ]),
  ];
}

export function acceptLines(options: Options, { floor, parley, bare, catchUpSeconds }: AcceptFigures): string[] {
  const { webhooks, people, connections } = options;
  const cases: [name: string, rate: AcceptRate][] = [
    ['floor', floor],
    ['Parley, running', parley.up.running],
    ['Parley, new', parley.up.fresh],
    ['Parley, running, Temporal down', parley.down.running],
    ['Parley, new, Temporal down', parley.down.fresh],
    ['bare signal-with-start, running', bare.running],
    ['bare signal-with-start, new', bare.fresh],
  ];
  return [
    '',
    '(b) Signed webhooks committed and answered a second. The floor: Express + pg, one statement, no signature checked;',
    '    measured before and after the others.',
    `    ${webhooks.running} to ${people} running conversations and ${webhooks.fresh} that each begin one, ${connections} at once. Agent Mode is on and the`,
    '    worker runs: what it and Temporal do meanwhile takes processor time from the api.',
    ...table([
      ['', '/s', 'p50 ms', 'p99 ms', '/ floor'],
      ...cases.map(([name, rate]) => [
        name,
        rate.perSecond,
        rate.p50Ms,
        rate.p99Ms,
        ratio(rate.perSecond, floor.perSecond),
      ]),
    ]),
    '    Processor ms of one, while they were offered:',
    ...cpuLines(cases.map(([name, rate]) => [name, rate.cpuMs])),
    `    After Temporal came back everything was signalled, answered and delivered within ${catchUpSeconds} s; nothing was left.`,
  ];
}

export function burstLines({ connections }: Options, burst: BurstFigures): string[] {
  const { texts, conversations, perSecond, catchUpSeconds, caughtUpPerSecond, bareSignalsPerSecond } = burst;
  return [
    '',
    `(h) A burst of ${texts} signed webhooks to ${conversations} running conversations, ${connections} at once.`,
    ...table([
      ['', '/s'],
      ['committed and answered, Temporal up', perSecond.up],
      ['committed and answered, Temporal down', perSecond.down],
      ['caught up with after it came back', caughtUpPerSecond],
      ['bare signal-with-start', bareSignalsPerSecond],
    ]),
    `    All were answered 200. ${catchUpSeconds} s after Temporal came back each had been handled exactly once: signalled, in one`,
    `    answered turn, its reply delivered. That is ${ratio(caughtUpPerSecond, bareSignalsPerSecond)} of the rate at which the bare engine only takes signals.`,
  ];
}

export function historyLines(histories: HistoryFigures): string[] {
  const row = (name: string, way: keyof HistoryFigures) => [
    name,
    ...TEXTS.map((texts) => `${histories[way][texts].events} / ${histories[way][texts].activities}`),
  ];
  return [
    '',
    '(c) What an exchange adds to the history of a running conversation: events / activities.',
    ...table([
      ['texts in the window', ...TEXTS],
      row('Parley, reply in the response', 'inResponse'),
      row('Parley, reply by the API', 'byApi'),
      row('bare', 'bare'),
    ]),
  ];
}

export function listLines({ sizes, lists, overviews }: ListFigures): string[] {
  return [
    '',
    `(e) How long a list takes over HTTP, ms: ${sizes.leads} leads, ${sizes.conversations} conversations, one of ${sizes.longest} texts, four requests at once.`,
    ...table([
      ['', 'items', 'p50', 'p95', 'max'],
      ...[...lists, ...overviews].map(({ path, rows, p50, p95, max }) => [path, rows, p50, p95, max]),
    ]),
  ];
}

export function liveLines({ live: { perSecond, seconds } }: Options, live: LiveFigures): string[] {
  const { pages, quiet, watched, broken, counts } = live;
  const runs: [name: string, run: LiveRun][] = [
    ['no page', quiet],
    [`${pages} pages`, watched],
    [`${pages} pages, cut off at random`, broken],
  ];
  const told = ({ toldAfterMs: { count, p50, p95, max } }: LiveRun) => (count === 0 ? ['', '', ''] : [p50, p95, max]);
  return [
    '',
    `(f) Pages of one tenant that are told what happens (GET /events) while ${perSecond} texts a second arrive, for ${seconds} s each.`,
    '    Told: from the webhook answered to the page told, over all pages. Late: the event loop of the api. All in ms.',
    ...table([
      ['', '/s', 'webhook p50', 'p95', 'told p50', 'p95', 'max', 'late p50', 'p99', 'max'],
      ...runs.map(([name, run]) => [
        name,
        run.perSecond,
        run.webhookMs.p50,
        run.webhookMs.p95,
        ...told(run),
        ...[run.lag.p50, run.lag.p99, run.lag.max].map((ms) => round(ms, 1)),
      ]),
    ]),
    `    The pages were told ${counts.told} events; ${counts.missed} were missed, ${counts.doubled} came twice, ${counts.cuts} connections were cut, ${counts.resets} pages had to load anew.`,
    '    Processor ms of a second:',
    ...cpuLines(runs.map(([name, run]) => [name, run.cpuMs])),
  ];
}

export function pageLines({ conversations, texts, list, thread }: PageFigures): string[] {
  const ways: [name: string, way: ScrollFigures][] = [
    [`list of ${conversations}`, list],
    [`thread of ${texts}`, thread],
  ];
  return [
    '',
    '(g) Scrolling in a browser: ms between frames, and what the page holds before and after.',
    ...table([
      ['', 'seen', 'frame p50', 'p95', 'max', 'heap MB', 'after', 'elements', 'after'],
      ...ways.map(([name, { loaded, frameMs, heapMb, elements }]) => [
        name,
        loaded,
        ...[frameMs.p50, frameMs.p95, frameMs.max].map((ms) => round(ms, 1)),
        ...heapMb,
        ...elements,
      ]),
    ]),
  ];
}

export function targetLines(targets: Target[]): string[] {
  return [
    '',
    'Targets',
    ...table([
      ['', 'target', 'here', ''],
      ...targets.map(({ what, target, value, met }) => [what, target, value, met ? 'met' : 'NOT MET']),
    ]),
  ];
}
