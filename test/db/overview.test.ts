import { readOverview } from '../../src/db/overview';
import type { Pool } from '../../src/db/pool';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, insert, type Tenant, takeIn } from '../support/tenant';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

/** A tenant whose conversation can be given texts and turns of any time. */
async function busyTenant() {
  const tenant = await createTenant(pool);
  const { interactionId } = await takeIn(pool, inboundText(tenant, 'Hi'));
  await pool.query('delete from messages where interaction_id = $1', [interactionId]);
  await pool.query('delete from turns where interaction_id = $1', [interactionId]);
  let seq = 10;
  const text = (at: string, direction: 'inbound' | 'outbound', parts: Record<string, unknown> = {}) =>
    insert(pool, 'messages', {
      ...{
        message_id: newId('message'),
        tenant_id: tenant.tenantId,
        interaction_id: interactionId,
        seq: seq++,
        direction,
      },
      ...{ source: direction === 'inbound' ? 'inbound' : 'api', body: 'Hi', from_number: '+1', to_number: '+2' },
      ...{
        provider: 'twilio',
        state: direction === 'inbound' ? 'received' : 'sent',
        segments: 1,
        created_at: at,
        ...parts,
      },
    });
  const turn = (openedAt: string, tookMs: number, state = 'answered') =>
    insert(pool, 'turns', {
      ...{ turn_id: newId('request'), tenant_id: tenant.tenantId, interaction_id: interactionId, number: seq++ },
      ...{ agent_id: tenant.agentId, state, first_seq: 1, last_seq: 1, window_ms: 7_000, opened_at: openedAt },
      ...{ last_text_at: openedAt, ended_at: new Date(Date.parse(openedAt) + tookMs) },
    });
  return { tenant, interactionId, text, turn };
}

const overview = ({ tenantId }: Tenant, from: string, to: string, timezone = 'UTC', bucket: 'hour' | 'day' = 'day') =>
  readOverview(pool, { tenantId, from: new Date(from), to: new Date(to), timezone, bucket });

test('texts are counted in the day of the time zone in which they were written, withheld ones not', async () => {
  const { tenant, text } = await busyTenant();
  await text('2026-03-02T03:30:00Z', 'inbound'); // 1 March, 22:30 in New York
  await text('2026-03-02T05:00:00Z', 'inbound');
  await text('2026-03-02T18:00:00Z', 'outbound');
  await text('2026-03-02T18:00:00Z', 'outbound', { state: 'withheld', withheld_rule: 'do_not_contact' });
  await text('2026-03-05T05:00:00Z', 'inbound'); // after the range
  const { buckets } = await overview(tenant, '2026-03-01T05:00:00Z', '2026-03-04T05:00:00Z', 'America/New_York');
  expect(buckets.map(({ start, textsIn, textsOut }) => [start, textsIn, textsOut])).toEqual([
    ['2026-03-01T05:00:00.000Z', 1, 0],
    ['2026-03-02T05:00:00.000Z', 1, 1],
    ['2026-03-03T05:00:00.000Z', 0, 0],
  ]);
});

test.each([
  ['that is an hour short', '2026-03-07T05:00:00Z', '2026-03-10T04:00:00Z', ['03-07T05', '03-08T05', '03-09T04']],
  ['that is an hour long', '2026-10-31T04:00:00Z', '2026-11-03T05:00:00Z', ['10-31T04', '11-01T04', '11-02T05']],
])('there is one bucket for a day %s', async (_what, from, to, starts) => {
  const { tenant, text } = await busyTenant();
  // A text in the last quarter of every hour: each is counted in the day that it was written in.
  for (let at = Date.parse(from); at < Date.parse(to); at += 3_600_000)
    await text(new Date(at + 3_000_000).toISOString(), 'inbound');
  const { buckets } = await overview(tenant, from, to, 'America/New_York');
  expect(buckets.map(({ start }) => start.slice(5, 13))).toEqual(starts);
  const hours = buckets.map(({ start }, place) => Date.parse(buckets[place + 1]?.start ?? to) - Date.parse(start));
  expect(buckets.map(({ textsIn }) => textsIn)).toEqual(hours.map((ms) => ms / 3_600_000));
});

test('by the hour, the one that the clocks repeat is two, and half hours of a zone are its own', async () => {
  const { tenant, text } = await busyTenant();
  await text('2026-11-01T05:30:00Z', 'inbound'); // 01:30, summer time
  await text('2026-11-01T06:30:00Z', 'inbound'); // 01:30 again
  const range = ['2026-11-01T05:00:00Z', '2026-11-01T07:00:00Z'] as const;
  const inNewYork = await overview(tenant, ...range, 'America/New_York', 'hour');
  expect(inNewYork.buckets.map(({ start, textsIn }) => [start.slice(11, 16), textsIn])).toEqual([
    ['05:00', 1],
    ['06:00', 1],
  ]);
  const inIndia = await overview(tenant, ...range, 'Asia/Kolkata', 'hour');
  expect(inIndia.buckets.map(({ start, textsIn }) => [start.slice(11, 16), textsIn])).toEqual([
    ['04:30', 0],
    ['05:30', 1],
    ['06:30', 1],
  ]);
});

test('agents’ answers: how many, and how long they took, of the turns that were answered', async () => {
  const { tenant, turn } = await busyTenant();
  for (const took of [1_000, 2_000, 3_000, 4_000, 5_000]) await turn('2026-03-01T10:00:00Z', took);
  await turn('2026-03-01T11:00:00Z', 900_000, 'failed');
  await turn('2026-03-01T11:00:00Z', 900_000, 'answered_by_person');
  const { buckets } = await overview(tenant, '2026-03-01T00:00:00Z', '2026-03-03T00:00:00Z');
  expect(buckets.map(({ answers }) => answers)).toEqual([
    { count: 5, p50Ms: 3_000, p95Ms: 4_800 },
    { count: 0, p50Ms: null, p95Ms: null },
  ]);
});

test('texts that did not arrive, by day and by the provider’s code', async () => {
  const { tenant, text } = await busyTenant();
  const at = ['2026-03-01T10:00:00Z', '2026-03-02T10:00:00Z'] as const;
  await text(at[0], 'outbound', { state: 'undelivered', error_code: '30003' });
  await text(at[1], 'outbound', { state: 'undelivered', error_code: '30003' });
  await text(at[1], 'outbound', { state: 'failed', error_code: '21614' });
  await text(at[1], 'outbound', { state: 'delivered' });
  const { buckets, errorCodes } = await overview(tenant, '2026-03-01T00:00:00Z', '2026-03-03T00:00:00Z');
  expect(buckets.map(({ notDelivered }) => notDelivered)).toEqual([1, 2]);
  expect(errorCodes).toEqual([
    { errorCode: '30003', count: 2 },
    { errorCode: '21614', count: 1 },
  ]);
});

test('opt-outs are counted when they were said, also when they were lifted since', async () => {
  const { tenant } = await busyTenant();
  const decision = {
    tenant_id: tenant.tenantId,
    lead_id: tenant.leadId,
    channel: 'sms',
    reason: '-',
    set_by: 'user_1',
  };
  const times = { set_at: '2026-03-02T10:00:00Z', lifted_at: '2026-03-02T11:00:00Z', lifted_by: 'user_1' };
  await insert(pool, 'do_not_contact', { do_not_contact_id: newId('doNotContact'), ...decision, ...times });
  const { buckets } = await overview(tenant, '2026-03-01T00:00:00Z', '2026-03-04T00:00:00Z');
  expect(buckets.map(({ optOuts }) => optOuts)).toEqual([0, 1, 0]);
});

test('conversations as they stand now: by status, and how long half of those that need a person have waited', async () => {
  const { tenant } = await busyTenant();
  const more = ['qualified', 'qualified', 'in_progress', 'follow_up'];
  for (const [place, status] of more.entries())
    await insert(pool, 'interactions', {
      ...{
        interaction_id: newId('interaction'),
        tenant_id: tenant.tenantId,
        lead_id: tenant.leadId,
        agent_mode: true,
        status,
      },
      ...{ our_number: tenant.ourNumber, lead_number: `+1303000000${place}`, provider: 'twilio' },
      ...{ attention: place < 3 ? 'send_failed' : null },
      attention_at: place < 3 ? new Date(Date.now() - [60, 600, 6_000][place]! * 1_000) : null,
    });
  const { now } = await overview(tenant, '2026-03-01T00:00:00Z', '2026-03-04T00:00:00Z');
  expect(now.byStatus).toEqual({
    ...{ in_progress: 2, qualified: 2, follow_up: 1 },
    ...{ completed: 0, incomplete: 0, disqualified: 0, dnc: 0 },
  });
  expect(now.attention.count).toBe(3);
  expect(Math.round(now.attention.medianWaitMs! / 60_000)).toBe(10);
});

test('another tenant’s day is not in it', async () => {
  const [busy, other] = [await busyTenant(), await busyTenant()];
  await busy.text('2026-03-01T10:00:00Z', 'inbound');
  await busy.turn('2026-03-01T10:00:00Z', 1_000);
  const { buckets, now } = await overview(other.tenant, '2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z');
  expect(buckets).toMatchObject([{ textsIn: 0, answers: { count: 0 } }]);
  expect(now.byStatus.in_progress).toBe(1);
});
