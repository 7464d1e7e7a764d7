import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { Pool } from '../../src/db/pool';
import type { ApiAnswer, ApiCall } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { eventually } from '../support/eventually';
import { createTenant, type Tenant } from '../support/tenant';

const ROWS = 100_000;
const LINES_A_CHUNK = 500;
/** What the process may grow by, in MB: the file, its rows and its leads together are more. */
const MOST_GROWTH_MB = 150;

let api: ApiUnderTest;
let pool: Pool;
let tenant: Tenant;
let call: ApiCall;
let key: string;
beforeAll(async () => {
  api = await startApi();
  pool = api.pool;
  tenant = await createTenant(pool);
  key = await api.keyOf(tenant.tenantId, 'admin');
  call = await api.callerOf(tenant.tenantId, 'admin');
});
afterAll(() => api?.stop());

/** A file that is made while it is sent. */
function* file(): Generator<Buffer> {
  yield Buffer.from('firstName,lastName,email,phone,notes,q:city\n');
  for (let from = 0; from < ROWS; from += LINES_A_CHUNK) {
    const lines = Array.from({ length: LINES_A_CHUNK }, (_, place) => {
      const n = from + place;
      return `Jane${n},Doe,jane${n}@example.com,+1202${5_000_000 + n},"${'A note of some length. '.repeat(10)}",Leeds\n`;
    });
    yield Buffer.from(lines.join(''));
  }
}

/** The memory that the api's process holds now, in MB. */
function residentMb(): number {
  const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${api.api.pid}/status`, 'utf8')) ?? [];
  return Number(kb) / 1024;
}

/** Looks at the process and the import again and again while something is done. */
async function watching(doing: Promise<unknown>, count: 'totalRows' | 'appliedRows') {
  const seen = new Set<number>();
  let most = 0;
  let done = false;
  const ended = doing.finally(() => {
    done = true;
  });
  ended.catch(() => {});
  await eventually(
    async () => {
      most = Math.max(most, residentMb());
      const [shown] = (await call('GET', '/api/v1/lead-imports')).body.data.items;
      if (shown) seen.add(shown[count]);
      return done;
    },
    { limitMs: 300_000, everyMs: 100 },
  );
  await ended;
  return { seen, most };
}

const leadCount = async () =>
  (await pool.query('select count(*) as n from leads where tenant_id = $1', [tenant.tenantId])).rows[0].n - 1;

test(`${ROWS} rows are checked and applied in a bounded memory, with progress, though the api is killed in the middle`, async () => {
  // What a first request of each kind needs is there for good.
  await call('GET', '/api/v1/lead-imports');
  const before = residentMb();
  const upload = fetch(`${api.apiUrl}/api/v1/lead-imports?campaignId=${tenant.campaignId}`, {
    method: 'POST',
    headers: { 'X-API-Key': key, 'content-type': 'text/csv' },
    body: Readable.toWeb(Readable.from(file())) as ReadableStream,
    duplex: 'half',
  } as RequestInit).then(async (response) => ({ status: response.status, body: await response.json() }));
  const checking = await watching(upload, 'totalRows');
  const { status, body } = (await upload) as { status: number; body: ApiAnswer['body'] };
  expect([status, body.error]).toEqual([201, undefined]);
  expect(body.data).toMatchObject({ state: 'checked', totalRows: ROWS, newRows: ROWS });
  expect(checking.seen.size).toBeGreaterThan(5);
  expect(checking.most - before).toBeLessThan(MOST_GROWTH_MB);
  expect(await leadCount()).toBe(0);

  const { importId } = body.data;
  const shown = async () => (await call('GET', `/api/v1/lead-imports/${importId}`)).body.data;
  const apply = () => call('POST', `/api/v1/lead-imports/${importId}/apply`);
  const killed = apply().catch(() => null);
  await eventually(async () => expect((await shown()).appliedRows).toBeGreaterThan(0), { limitMs: 30_000 });
  expect(await shown()).toMatchObject({ state: 'applying' });
  expect(await apply()).toMatchObject({ status: 409, body: { error: { details: { state: 'applying' } } } });
  await api.api.kill();
  expect(await killed).toBeNull();
  await api.api.start();
  await eventually(
    async () => expect(await shown()).toMatchObject({ state: 'checked', appliedRows: 0, errorCode: 'UNAVAILABLE' }),
    { limitMs: 30_000 },
  );
  expect(await leadCount()).toBe(0);

  // What autovacuum may do at this very moment: to the statistics the table of leads is empty.
  await pool.query('analyze');
  const beforeApplying = residentMb();
  const again = apply();
  const applying = await watching(again, 'appliedRows');
  expect(await again).toMatchObject({
    status: 200,
    body: { data: { state: 'applied', appliedRows: ROWS, errorCode: null } },
  });
  expect(applying.seen.size).toBeGreaterThan(5);
  expect(applying.most - beforeApplying).toBeLessThan(MOST_GROWTH_MB);
  expect(await leadCount()).toBe(ROWS);
}, 600_000);
