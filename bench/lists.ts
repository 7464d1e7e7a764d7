import type { z } from 'zod';
import { ALL_ROUTES } from '../src/api/contract/all-routes';
import { spreadOf } from './figures';
import type { ListSizes } from './list-data';
import { listTenant, TENANT } from './list-tenant';
import type { BenchStack } from './stack';

/** (e): how long a list's first pages take over HTTP. */
export interface ListFigures {
  sizes: ListSizes;
  lists: ListFigure[];
  /** What counts rather than lists, and may take longer. */
  overviews: ListFigure[];
}

export interface ListFigure {
  path: string;
  rows: number;
  p50: number;
  p95: number;
  max: number;
}

const REQUESTS = 200;
/** An overview counts a million rows: few are enough to see how long it takes. */
const OVERVIEW_REQUESTS = 10;
const AT_ONCE = 4;

/** Filters and searches as people use them, beside each list without any. */
const FILTERED = [
  `/interactions?campaignId=camp_${TENANT}_0000007`,
  '/interactions?clientId=client_3',
  '/interactions?offerId=offer_3',
  '/interactions?status=follow_up',
  '/interactions?attention=true',
  `/interactions?attention=true&campaignId=camp_${TENANT}_0000001`,
  '/interactions?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z',
  '/interactions?search=jane',
  '/interactions?search=silva7',
  '/interactions?search=0001234',
  `/interactions?search=int_${TENANT}_0000077`,
  `/leads?campaignId=camp_${TENANT}_0000007`,
  '/leads?status=signed',
  '/leads?archived=true',
  '/leads?search=jane',
  '/leads?search=silva7',
  `/interactions/lead/lead_${TENANT}_0000007`,
  `/interactions/int_${TENANT}_0000007/messages`,
  `/interactions/int_${TENANT}_0000007/timeline`,
];

/** The thread of 5,000 texts, as its page opens it: what is around it, and the newest of it. */
const LONG_THREAD = [
  `/interactions/int_${TENANT}_0000001/head`,
  `/interactions/int_${TENANT}_0000001/messages?before=2147483647&limit=50`,
  `/interactions/int_${TENANT}_0000001/messages?before=2500&limit=50`,
  `/interactions/int_${TENANT}_0000001/timeline?before=2147483647&limit=500`,
];

/** Over as long as is allowed, and over two days by the hour. */
const overviews = (now: number) => [
  `/overview?from=${new Date(now - 92 * DAY_MS).toISOString()}&to=${new Date(now).toISOString()}&timezone=America/New_York`,
  `/overview?from=${new Date(now - 2 * DAY_MS).toISOString()}&to=${new Date(now).toISOString()}&timezone=America/New_York`,
];
const DAY_MS = 86_400_000;

/** Every route that answers in pages: a new list is measured without being named here. */
function listPaths(): string[] {
  const paged = ALL_ROUTES.filter(
    ({ method, path, query }) => method === 'get' && !path.includes('{') && 'cursor' in (query as z.ZodObject).shape,
  );
  return paged.map(({ path }) => path);
}

/** How a request says who makes it: programs by a key; a person by a session, as unread texts are counted for people. */
type Who = Record<string, string>;

export async function measureLists(bench: BenchStack): Promise<ListFigures> {
  const { apiUrl, say } = bench;
  const { sizes, apiKey, session } = await listTenant(bench);
  const program: Who = { 'X-API-Key': apiKey };
  const person: Who = { Cookie: `parley_session=${session}` };
  const asked: [path: string, who: Who][] = [
    ...[...listPaths(), ...FILTERED].map((path): [string, Who] => [path, program]),
    ...['/interactions', '/interactions?limit=200', ...LONG_THREAD].map((path): [string, Who] => [path, person]),
  ];
  const figureOf = async (path: string, who: Who, requests = REQUESTS): Promise<ListFigure> => {
    const rows = await ask(apiUrl, who, path); // also warms it up
    const times: number[] = [];
    const worker = async () => {
      while (times.length < requests) {
        const start = performance.now();
        await ask(apiUrl, who, path);
        times.push(performance.now() - start);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const { p50, p95, max } = spreadOf(times);
    const shown = path.replaceAll(TENANT, '…').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…');
    return { path: who === person ? `${shown} (a person)` : shown, rows, p50, p95, max };
  };
  const lists: ListFigure[] = [];
  for (const [path, who] of asked) lists.push(await figureOf(path, who));
  const counted: ListFigure[] = [];
  for (const path of overviews(Date.now())) counted.push(await figureOf(path, program, OVERVIEW_REQUESTS));
  say(`(e) slowest: ${[...lists].sort((a, b) => b.p95 - a.p95)[0]?.path}`);
  return { sizes, lists, overviews: counted };
}

/** @returns how many items the page has */
async function ask(apiUrl: string, who: Who, path: string): Promise<number> {
  const response = await fetch(`${apiUrl}/api/v1${path}`, { headers: who });
  const { data } = (await response.json()) as { data?: Record<string, unknown> };
  if (!response.ok || data === undefined) throw new Error(`${path} answered ${response.status}`);
  const items = Array.isArray(data) ? data : Object.values(data).find(Array.isArray);
  return items?.length ?? 0;
}
