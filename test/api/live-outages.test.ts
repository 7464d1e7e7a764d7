import '../support/one-realm';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { freePort } from '../../src/dev/ports';
import { type RunningPostgres, startPostgres } from '../../src/dev/postgres';
import { newId } from '../../src/new-id';
import { hashToken, newApiKey } from '../../src/secrets';
import { type ApiHere, startApiHere } from '../support/api-here';
import { THINGS } from '../support/api-things';
import type { TenantUnderTest } from '../support/api-under-test';
import { eventually } from '../support/eventually';
import { cutPages, LivePage } from '../support/live-page';
import { runMigrate } from '../support/migrate-program';
import { mustStaySecret } from '../support/suite-output';
import { insert } from '../support/tenant';

/** Streams while Postgres goes away and comes back. */
let folder: string;
let postgres: RunningPostgres;
let pool: Pool;
let api: ApiHere;
let key: string;
let interactionId: string;
let tenantId: string;
let port: number;
const start = () => startPostgres({ dataDir: path.join(folder, 'postgres'), port, durable: false });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-live-'));
  port = await freePort();
  postgres = await start();
  await runMigrate(postgres.url);
  pool = new Pool({ connectionString: postgres.url, max: 4 });
  pool.on('error', () => {});
  api = await startApiHere({ DATABASE_URL: postgres.url, PARLEY_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') });
  tenantId = newId('tenant');
  await insert(pool, 'tenants', { tenant_id: tenantId, name: 'Dental' });
  key = newApiKey();
  mustStaySecret(key);
  const row = {
    api_key_id: newId('apiKey'),
    tenant_id: tenantId,
    name: 'Key',
    key_hash: hashToken(key),
    role: 'admin',
  };
  await insert(pool, 'api_keys', row);
  interactionId = await THINGS.interactionId!.make(pool, { tenantId } as TenantUnderTest);
});
afterAll(async () => {
  await api?.stop();
  await pool?.end();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});
afterEach(cutPages);

async function happen(): Promise<string> {
  const { rows } = await pool.query(`select seq from append_event($1, $2, 'turn-asked', '{}', false)`, [
    tenantId,
    interactionId,
  ]);
  return `${interactionId}/${rows[0].seq}`;
}

test('after a restart the streams go on where they were, and pages that left resume', async () => {
  const page = await new LivePage(api.apiUrl, key).connect();
  const away = await new LivePage(api.apiUrl, key).connect();
  const events = [await happen()];
  await Promise.all([page.shows(events), away.shows(events)]);
  away.cut();
  await postgres.stop();
  const answer = await fetch(`${api.apiUrl}/api/v1/events`, { headers: { 'X-API-Key': key } });
  expect(answer.status).toBe(503);
  postgres = await start();
  events.push(await eventually(happen));
  await page.shows(events);
  await away.connect();
  await away.shows(events);
  expect([page.ended, page.of('reset'), away.of('reset')]).toEqual([0, [], []]);
});

test('after a crash, when Postgres counts some transactions again, pages load everything anew and go on', async () => {
  const page = await new LivePage(api.apiUrl, key).connect();
  const away = await new LivePage(api.apiUrl, key).connect();
  const event = await happen();
  await Promise.all([page.shows([event]), away.shows([event])]);
  away.cut();
  postgres.kill();
  await postgres.exited;
  postgres = await start();
  await eventually(() => expect(page.of('reset')).toEqual([{ reason: 'unknown-position' }]));
  const next = await happen();
  await page.shows([event, next]);
  expect(page.ended).toBe(0);
  await away.connect();
  await eventually(() => expect(away.of('reset')).toEqual([{ reason: 'unknown-position' }]));
  const last = await happen();
  await away.shows([event, last]);
});
