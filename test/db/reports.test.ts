import { claimDelivery, recordUnconfirmed, recordVerdict } from '../../src/db/deliveries';
import { type DeliveryReport, ingestReport } from '../../src/db/ingest';
import { inTransaction, type Pool } from '../../src/db/pool';
import type { MessageState, VerdictKind } from '../../src/domain/delivery';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant } from '../support/tenant';
import { conversationOf, messageOf, sendAs, waitingForLocks } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

/** A text that is being handed over. */
async function sending() {
  const sent = await sendAs(pool, await createTenant(pool), 'api');
  if (sent.outcome !== 'recorded') throw new Error(sent.outcome);
  const { tenantId, interactionId, data, seq } = sent.fact;
  const messageId = String(data.messageId);
  await claimDelivery(pool, tenantId, messageId);
  return { tenantId, interactionId, messageId, seq, sid: `SM_${messageId}` };
}

type Text = Awaited<ReturnType<typeof sending>>;

const report = ({ messageId, sid }: Text, state: MessageState | null, parts: Partial<DeliveryReport> = {}) =>
  ingestReport(pool, {
    messageId,
    providerMessageId: sid,
    status: state ?? 'unheard-of',
    state,
    errorCode: null,
    errorMessage: null,
    speaksFor: null,
    ...parts,
  });
const verdict = ({ tenantId, messageId, sid }: Text, kind: VerdictKind, errorCode: string | null = null) =>
  recordVerdict(pool, {
    tenantId,
    messageId,
    attempt: 1,
    kind,
    providerMessageId: kind === 'accepted' ? sid : null,
    errorCode,
    errorMessage: null,
    notify: true,
  });
const stateOf = async ({ messageId }: Text) => (await messageOf(pool, messageId)).state;
const reportsOf = async ({ messageId }: Text) =>
  (await pool.query('select status from delivery_reports where message_id = $1 order by 1', [messageId])).rows.map(
    (row) => row.status,
  );

test.each<[what: string, states: MessageState[], last: MessageState]>([
  ['in order', ['sent', 'delivered'], 'delivered'],
  ['a late “sent” never undoes “delivered”', ['delivered', 'sent'], 'delivered'],
  ['twice', ['sent', 'sent', 'delivered', 'delivered'], 'delivered'],
  ['the first end wins', ['undelivered', 'delivered'], 'undelivered'],
  ['failed after it was sent', ['sent', 'failed'], 'failed'],
])('reports: %s', async (_what, states, last) => {
  const text = await sending();
  await verdict(text, 'accepted');
  const facts = [];
  for (const state of states) facts.push(await report(text, state));
  // Nothing was in doubt; but that a text did not arrive is for a person to see.
  const told = last === 'delivered' ? [] : [{ type: 'delivery-reported', data: { state: last, inDoubt: false } }];
  expect(facts.filter((fact) => fact !== null)).toMatchObject(told);
  expect(await stateOf(text)).toBe(last);
  expect(await reportsOf(text)).toEqual([...states].sort());
});

test('a report that comes before the provider’s answer is not undone by it', async () => {
  const text = await sending();
  expect(await report(text, 'delivered')).toBeNull();
  expect(await verdict(text, 'accepted')).toBe('delivered');
  expect(await messageOf(pool, text.messageId)).toMatchObject({ state: 'delivered', provider_message_id: text.sid });
});

test('a report that comes instead of the answer settles the doubt before it begins', async () => {
  const text = await sending();
  await report(text, 'sent');
  expect(await verdict(text, 'unclear', 'TIMEOUT')).toBe('sent');
});

test.each(['undelivered', 'failed'] as const)(
  '%s before the answer keeps its code, here and on the conversation',
  async (state) => {
    const text = await sending();
    await report(text, state, { errorCode: '30005', errorMessage: 'Twilio error 30005' });
    await verdict(text, 'accepted');
    const why = { error_code: '30005', error_message: 'Twilio error 30005' };
    expect(await messageOf(pool, text.messageId)).toMatchObject({ state, ...why });
    expect(await conversationOf(pool, text.interactionId)).toMatchObject(why);
  },
);

test('why a text failed is not hidden by what an earlier try met', async () => {
  const text = await sending();
  await verdict(text, 'not-taken', 'ECONNREFUSED');
  await claimDelivery(pool, text.tenantId, text.messageId);
  await report(text, 'undelivered', { errorCode: '30005' });
  expect((await messageOf(pool, text.messageId)).error_code).toBe('30005');
});

test('a known code is never erased by a later report without one', async () => {
  const text = await sending();
  await verdict(text, 'accepted');
  await report(text, 'undelivered', { errorCode: '30005' });
  await report(text, 'undelivered');
  await report(text, 'failed');
  expect((await messageOf(pool, text.messageId)).error_code).toBe('30005');
  expect((await conversationOf(pool, text.interactionId)).error_code).toBe('30005');
});

test('a status that tells us nothing is kept, and changes nothing', async () => {
  const text = await sending();
  await verdict(text, 'accepted');
  expect(await report(text, null)).toBeNull();
  expect(await stateOf(text)).toBe('sent');
  expect(await reportsOf(text)).toEqual(['unheard-of']);
});

test.each<[what: string, change: (text: Text) => Partial<Text>]>([
  ['another id of the provider’s', () => ({ sid: 'SM_another' })],
  ['a message that there is not', () => ({ messageId: 'msg_nobody' })],
])('a report with %s is not ours, and leaves no trace', async (_what, change) => {
  const text = await sending();
  await verdict(text, 'accepted');
  expect(await report({ ...text, ...change(text) }, 'failed')).toBe('unknown');
  expect(await stateOf(text)).toBe('sent');
  expect(await reportsOf(text)).toEqual([]);
});

test('a report about a lead’s own text is not ours', async () => {
  const text = await sending();
  await pool.query(`update messages set direction = 'inbound' where message_id = $1`, [text.messageId]);
  expect(await report(text, 'delivered')).toBe('unknown');
});

test('a report with another id that comes while the answer is being written is not ours either', async () => {
  const text = await sending();
  let reporting: ReturnType<typeof report> | undefined;
  await inTransaction(pool, async (tx) => {
    await tx.query('select 1 from interactions where interaction_id = $1 for update', [text.interactionId]);
    reporting = report({ ...text, sid: 'SM_another' }, 'failed');
    await waitingForLocks(pool, 1);
    await tx.query(`update messages set provider_message_id = $2, state = 'sent' where message_id = $1`, [
      text.messageId,
      text.sid,
    ]);
  });
  expect(await reporting).toBe('unknown');
  expect(await messageOf(pool, text.messageId)).toMatchObject({ state: 'sent', provider_message_id: text.sid });
});

describe('a report that settles a doubt is a fact', () => {
  test('of an unclear text', async () => {
    const text = await sending();
    await verdict(text, 'unclear', 'TIMEOUT');
    expect(await report(text, 'delivered')).toMatchObject({
      type: 'delivery-reported',
      tenantId: text.tenantId,
      interactionId: text.interactionId,
      after: text.seq,
      data: { messageId: text.messageId, state: 'delivered' },
      provider: 'twilio',
    });
    expect(await messageOf(pool, text.messageId)).toMatchObject({ state: 'delivered', provider_message_id: text.sid });
  });

  test('of a text whose process was killed', async () => {
    const text = await sending();
    await claimDelivery(pool, text.tenantId, text.messageId); // by the next process
    expect(await report(text, 'sent')).toMatchObject({ type: 'delivery-reported' });
  });

  test('of an unconfirmed text, however late', async () => {
    const text = await sending();
    await recordUnconfirmed(pool, text.tenantId, text.messageId);
    expect(await report(text, 'delivered')).toMatchObject({ type: 'delivery-reported', data: { state: 'delivered' } });
  });

  test('once: the next one settles nothing', async () => {
    const text = await sending();
    await verdict(text, 'unclear', 'TIMEOUT');
    const results = await Promise.all([report(text, 'sent'), report(text, 'sent'), report(text, 'sent')]);
    expect(results.filter((result) => result !== null)).toHaveLength(1);
    expect(await report(text, 'delivered')).toBeNull();
  });
});

test('a report never fails because another text was taken for this one before', async () => {
  const [one, other] = [await sending(), await sending()];
  await pool.query('update messages set tenant_id = $2, provider_message_id = $3 where message_id = $1', [
    other.messageId,
    one.tenantId,
    one.sid,
  ]);
  await verdict(one, 'unclear', 'TIMEOUT');
  await expect(report(one, 'delivered')).resolves.not.toThrow();
});
