import { claimDelivery } from '../../src/db/deliveries';
import { ingestInbound } from '../../src/db/ingest';
import { wakeStalled } from '../../src/db/outbox';
import { readPhoneNumber } from '../../src/db/phone-numbers';
import { inTransaction, type Pool } from '../../src/db/pool';
import { recordSend } from '../../src/db/sends';
import { readTimeline } from '../../src/db/thread';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { addLead, createTenant, inboundText, newNumber, newSend, readRow, type Tenant } from '../support/tenant';
import { asked, messageOf, reply } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

/** A tenant from whose number so many segments leave a second; null: as is usual for its kind. */
async function paced(segmentsPerSecond: number | null): Promise<Tenant> {
  const tenant = await createTenant(pool);
  await setRate(tenant, segmentsPerSecond);
  return tenant;
}

const setRate = ({ ourNumber }: Tenant, rate: number | null) =>
  pool.query('update phone_numbers set segments_per_second = $2 where phone_number = $1', [ourNumber, rate]);

/** A text to another lead each time, so that none waits behind another of its conversation. @returns its id */
async function queue(tenant: Tenant, segments = 1): Promise<string> {
  const to = newNumber();
  const leadId = await addLead(pool, tenant, { phone: to, campaign_id: tenant.campaignId });
  const sent = await inTransaction(pool, (tx) => recordSend(tx, newSend({ ...tenant, leadId }, { to, segments })));
  if (sent.outcome !== 'recorded') throw new Error(sent.outcome);
  return String(sent.fact.data.messageId);
}

const claim = ({ tenantId }: Tenant, messageId: string) => claimDelivery(pool, tenantId, messageId);
async function slotOf(tenant: Tenant, messageId: string): Promise<number> {
  const claimed = await claim(tenant, messageId);
  if (claimed.outcome !== 'paced') throw new Error(claimed.outcome);
  return claimed.until;
}
/** Time passes for a text that waits. */
const itsSlotWas = (messageId: string, secondsAgo: number) =>
  pool.query(`update messages set slot_at = now() - make_interval(secs => $2) where message_id = $1`, [
    messageId,
    secondsAgo,
  ]);

test('the first text leaves at once, each next one when its number lets it, by the segments before it', async () => {
  const tenant = await paced(2);
  const [first, second, third] = [await queue(tenant, 3), await queue(tenant), await queue(tenant)];
  const before = Date.now();
  expect(await claim(tenant, first)).toMatchObject({ outcome: 'claimed' });
  const [slot, next] = [await slotOf(tenant, second), await slotOf(tenant, third)];
  expect(slot - before).toBeGreaterThanOrEqual(1_400);
  expect(slot - Date.now()).toBeLessThanOrEqual(1_500);
  expect(next - slot).toBe(500);
  expect(await messageOf(pool, second)).toMatchObject({ state: 'queued', slot_at: new Date(slot) });
});

test('a text keeps its slot: asked for early it waits on, then it leaves without asking again', async () => {
  const tenant = await paced(0.1);
  await claim(tenant, await queue(tenant));
  const messageId = await queue(tenant);
  const slot = await slotOf(tenant, messageId);
  expect(await slotOf(tenant, messageId)).toBe(slot);
  const { interaction_id: interactionId } = await messageOf(pool, messageId);
  const timeline = await readTimeline(pool, tenant.tenantId, String(interactionId), { after: 0, limit: 10 });
  expect(timeline!.items.filter((event) => event.type === 'delivery-paced')).toMatchObject([
    { data: { messageId, until: slot } },
  ]);
  await itsSlotWas(messageId, 5);
  expect(await claim(tenant, messageId)).toMatchObject({ outcome: 'claimed', delivery: { attempt: 1 } });
});

test('a text that missed its slot, because no worker ran, takes another: the rate holds', async () => {
  const tenant = await paced(0.1);
  await claim(tenant, await queue(tenant));
  const late = await queue(tenant);
  const first = await slotOf(tenant, late);
  await itsSlotWas(late, 11);
  expect(await slotOf(tenant, late)).toBe(first + 10_000);
});

test('of many texts claimed at once each gets a slot of its own', async () => {
  const tenant = await paced(10);
  const ids = [];
  for (let text = 0; text < 20; text++) ids.push(await queue(tenant));
  const claims = await Promise.all(ids.map((messageId) => claim(tenant, messageId)));
  const slots = claims.flatMap((each) => (each.outcome === 'paced' ? [each.until] : [])).sort((a, b) => a - b);
  expect(slots.length).toBeGreaterThanOrEqual(17); // claiming takes a moment, in which one or two more may leave
  const gaps = slots.slice(1).map((slot, index) => slot - slots[index]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(99);
});

test('one number does not wait for another', async () => {
  const [tenant, other] = [await paced(0.1), await paced(0.1)];
  await claim(tenant, await queue(tenant));
  expect(await claim(other, await queue(other))).toMatchObject({ outcome: 'claimed' });
});

test('a text that was not taken is tried again without another slot', async () => {
  const tenant = await paced(0.1);
  const messageId = await queue(tenant);
  await claim(tenant, messageId);
  await pool.query(`update messages set state = 'queued' where message_id = $1`, [messageId]);
  expect(await claim(tenant, messageId)).toMatchObject({ outcome: 'claimed', delivery: { attempt: 2 } });
});

test('the lead who opted out meanwhile gets nothing, whatever the rate says', async () => {
  const tenant = await paced(0.1);
  await claim(tenant, await queue(tenant));
  const messageId = await queue(tenant);
  await slotOf(tenant, messageId);
  const { to_number: from } = await messageOf(pool, messageId);
  await ingestInbound(pool, inboundText(tenant, 'STOP', { from: String(from) }));
  expect(await claim(tenant, messageId)).toEqual({ outcome: 'done', state: 'withheld' });
});

test('Parley’s confirmation of an opt-out does not wait, and what follows waits for it', async () => {
  const tenant = await paced(0.1);
  await claim(tenant, await queue(tenant));
  const before = await slotOf(tenant, await queue(tenant));
  const taken = await ingestInbound(pool, inboundText(tenant, 'STOP'));
  if (taken.outcome !== 'recorded') throw new Error(taken.outcome);
  const confirmation = String(taken.more[0]!.data.messageId);
  expect(await claim(tenant, confirmation)).toMatchObject({ outcome: 'claimed' });
  expect(await slotOf(tenant, await queue(tenant))).toBeGreaterThan(before + 10_000);
});

test('an agent’s reply in its answer waits in the same lane', async () => {
  const talk = await asked(pool);
  await setRate(talk.tenant, 0.1);
  await claim(talk.tenant, await queue(talk.tenant));
  const recorded = await reply(pool, talk);
  expect(recorded).toMatchObject({ outcome: 'queued', until: expect.any(Number) });
  const sent = await readRow(pool, `select * from messages where turn_id = $1 and source = 'sms_agent'`, [talk.turnId]);
  expect(sent).toMatchObject({ state: 'queued', slot_at: new Date((recorded as { until: number }).until) });
  expect(await slotOf(talk.tenant, String(sent.message_id))).toBe((recorded as { until: number }).until);
});

test('a worker of the version before, which knows no rate, is not made to wait', async () => {
  const tenant = await paced(0.1);
  await claim(tenant, await queue(tenant));
  const { rows } = await pool.query('select * from claim_delivery($1, $2)', [tenant.tenantId, await queue(tenant)]);
  expect(rows).toMatchObject([{ outcome: 'claimed' }]);
});

test('a text that waits for its slot has not stalled; one whose slot is long past has', async () => {
  const tenant = await paced(0.1);
  await claim(tenant, await queue(tenant));
  const messageId = await queue(tenant);
  await slotOf(tenant, messageId);
  await pool.query(`update messages set state = 'failed' where state in ('queued', 'sending') and message_id <> $1`, [
    messageId,
  ]);
  await pool.query(`update interactions set updated_at = now() - interval '6 minutes'`);
  await pool.query(`update messages set slot_at = now() + interval '1 hour' where message_id = $1`, [messageId]);
  expect(await wakeStalled(pool, 300_000, 100)).toBe(0);
  await itsSlotWas(messageId, 301);
  expect(await wakeStalled(pool, 300_000, 100)).toBe(1);
});

test.each([
  ['+12025550100', 1],
  ['+18335645667', 3],
  ['+18005645667', 3],
  ['+442071838750', 10],
])('%s usually sends %d segments a second', async (number, rate) => {
  const { rows } = await pool.query('select default_sending_rate($1) as rate', [number]);
  expect(rows).toEqual([{ rate }]);
});

test('a number tells its rate and how much waits for it', async () => {
  const tenant = await paced(null);
  const read = () => readPhoneNumber(pool, tenant.tenantId, tenant.ourNumber);
  expect(await read()).toMatchObject({ segmentsPerSecond: null, defaultSegmentsPerSecond: 1, segmentsWaiting: 0 });
  await setRate(tenant, 0.1);
  for (const messageId of [await queue(tenant, 3), await queue(tenant)]) await claim(tenant, messageId);
  expect(await read()).toMatchObject({ segmentsPerSecond: 0.1, segmentsWaiting: 4 });
});
