import type { z } from 'zod';
import { ALL_ROUTES } from '../src/api/contract/all-routes';
import { hashToken, newApiKey } from '../src/secrets';
import { spreadOf } from './figures';
import { fillTenant, LIST_SIZES } from './list-data';
import type { BenchStack } from './stack';

/** (e): how long a list's first pages take over HTTP. */
export interface ListFigures {
  lists: { path: string; rows: number; p50: number; p95: number; max: number }[];
}

const REQUESTS = 200;
const AT_ONCE = 4;
const TENANT = 'org_bench';

/** Filters and searches as people use them, beside each list without any. */
const FILTERED = [
  `/interactions?campaignId=camp_${TENANT}_0000007`,
  '/interactions?clientId=client_3',
  '/interactions?offerId=offer_3',
  '/interactions?status=follow_up',
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

/** Every route that answers in pages: a new list is measured without being named here. */
function listPaths(): string[] {
  const paged = ALL_ROUTES.filter(
    ({ method, path, query }) => method === 'get' && !path.includes('{') && 'cursor' in (query as z.ZodObject).shape,
  );
  return paged.map(({ path }) => path);
}

export async function measureLists({ db, apiUrl, say }: BenchStack): Promise<ListFigures> {
  say(`(e) filling a tenant: ${LIST_SIZES.leads} leads, ${LIST_SIZES.conversations} conversations`);
  await fillTenant(db, TENANT, '400', LIST_SIZES);
  const apiKey = newApiKey();
  await db.query(
    `insert into api_keys (api_key_id, tenant_id, name, key_hash, role) values ('key_bench', $1, 'Bench', $2, 'admin')`,
    [TENANT, hashToken(apiKey)],
  );
  const lists: ListFigures['lists'] = [];
  for (const path of [...listPaths(), ...FILTERED]) {
    const rows = await ask(apiUrl, apiKey, path); // also warms it up
    const times: number[] = [];
    const worker = async () => {
      while (times.length < REQUESTS) {
        const start = performance.now();
        await ask(apiUrl, apiKey, path);
        times.push(performance.now() - start);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const { p50, p95, max } = spreadOf(times);
    lists.push({ path: path.replaceAll(TENANT, '…'), rows, p50, p95, max });
  }
  say(`(e) slowest: ${[...lists].sort((a, b) => b.p95 - a.p95)[0]?.path}`);
  return { lists };
}

/** @returns how many items the page has */
async function ask(apiUrl: string, apiKey: string, path: string): Promise<number> {
  const response = await fetch(`${apiUrl}/api/v1${path}`, { headers: { 'X-API-Key': apiKey } });
  const { data } = (await response.json()) as { data?: Record<string, unknown> };
  if (!response.ok || data === undefined) throw new Error(`${path} answered ${response.status}`);
  const items = Array.isArray(data) ? data : Object.values(data).find(Array.isArray);
  return items?.length ?? 0;
}
