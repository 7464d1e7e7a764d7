import { claimDelivery, recordUnconfirmed, recordVerdict } from '../../src/db/deliveries';
import { type DeliveryReport, ingestReport } from '../../src/db/ingest';
import type { Pool, Queryable } from '../../src/db/pool';
import { readSnapshot } from '../../src/db/snapshot';
import { decideUnconfirmed } from '../../src/db/unconfirmed';
import type { DeliveryDecision, MessageState } from '../../src/domain/delivery';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { inboundText, type Tenant, takeIn } from '../support/tenant';
import { conversationOf, inOrder, messageOf, oneText, queuedText } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

/** A text of ours of which nobody knows whether it arrived. */
async function unconfirmed() {
  const talk = await oneText(pool);
  return { ...talk, interactionId: talk.fact.interactionId, messageId: await anotherOf(talk) };
}

type Talk = Awaited<ReturnType<typeof unconfirmed>>;

async function anotherOf({ tenant, tenantId }: { tenant: Tenant; tenantId: string }): Promise<string> {
  const messageId = await queuedText(pool, tenant);
  await claimDelivery(pool, tenantId, messageId);
  await end(tenantId, messageId, 1, 'unclear');
  expect(await recordUnconfirmed(pool, tenantId, messageId)).toBe('unconfirmed');
  return messageId;
}

const end = (tenantId: string, messageId: string, attempt: number, kind: 'unclear' | 'accepted' | 'not-taken') =>
  recordVerdict(pool, {
    ...{ tenantId, messageId, attempt, kind, notify: false, errorCode: null, errorMessage: null },
    providerMessageId: kind === 'accepted' ? `SM_${messageId}_${attempt}` : null,
  });

const decide = (talk: Talk, decision: DeliveryDecision, by = 'user_1', db: Queryable = pool) =>
  decideUnconfirmed(db, { tenantId: talk.tenantId, messageId: talk.messageId, decision, by });

const report = (db: Queryable, { messageId }: Talk, state: MessageState, parts: Partial<DeliveryReport> = {}) =>
  ingestReport(db, {
    ...{ messageId, providerMessageId: `SM_${messageId}_1`, status: state, state },
    ...{ errorCode: null, errorMessage: null, speaksFor: null, ...parts },
  });

const shown = async ({ messageId, interactionId }: Talk) => ({
  state: (await messageOf(pool, messageId)).state,
  attention: (await conversationOf(pool, interactionId)).attention,
});

test('it arrived: the text is sent, nobody has to look, and the workflow is told who said so', async () => {
  const talk = await unconfirmed();
  expect(await shown(talk)).toEqual({ state: 'unconfirmed', attention: 'send_unconfirmed' });
  expect(await decide(talk, 'arrived')).toMatchObject({
    outcome: 'decided',
    fact: { type: 'marked-arrived', data: { messageId: talk.messageId, by: 'user_1', attentionCleared: true } },
  });
  expect(await shown(talk)).toEqual({ state: 'sent', attention: null });
  expect(await claimDelivery(pool, talk.tenantId, talk.messageId)).toEqual({ outcome: 'done', state: 'sent' });
  // A report may still say more of it.
  await report(pool, talk, 'delivered');
  expect(await shown(talk)).toEqual({ state: 'delivered', attention: null });
});

test('send again: the text waits in its old place, and leaves as a second attempt', async () => {
  const talk = await unconfirmed();
  const { seq } = await messageOf(pool, talk.messageId);
  expect(await decide(talk, 'send_again')).toMatchObject({
    outcome: 'decided',
    fact: {
      type: 'send-again',
      data: { messageId: talk.messageId, textSeq: seq, by: 'user_1', attentionCleared: true },
    },
  });
  const { outgoing, needsPerson } = await readSnapshot(pool, talk.tenantId, talk.interactionId);
  expect(outgoing).toMatchObject([{ messageId: talk.messageId, seq, phase: 'ready' }]);
  expect(needsPerson).toBeNull();
  expect(await claimDelivery(pool, talk.tenantId, talk.messageId)).toMatchObject({
    outcome: 'claimed',
    delivery: { attempt: 2 },
  });
  await end(talk.tenantId, talk.messageId, 2, 'accepted');
  expect(await shown(talk)).toEqual({ state: 'sent', attention: null });
});

test('a second text of the kind keeps the conversation in need of a person', async () => {
  const talk = await unconfirmed();
  const other = { ...talk, messageId: await anotherOf(talk) };
  const first = await decide(talk, 'arrived');
  expect(first.outcome === 'decided' && first.fact.data).not.toHaveProperty('attentionCleared');
  expect((await shown(talk)).attention).toBe('send_unconfirmed');
  await decide(other, 'arrived');
  expect((await shown(talk)).attention).toBeNull();
});

test('a report about one of two leaves the other one to a person, for the workflow too', async () => {
  const talk = await unconfirmed();
  const other = { ...talk, messageId: await anotherOf(talk) };
  expect(await report(pool, talk, 'delivered')).toMatchObject({
    data: { state: 'delivered', attentionCleared: false },
  });
  expect(await shown(talk)).toEqual({ state: 'delivered', attention: 'send_unconfirmed' });
  expect((await readSnapshot(pool, talk.tenantId, talk.interactionId)).needsPerson).toBe('send unconfirmed');
  const last = { messageId: other.messageId, state: 'sent' };
  expect(await report(pool, other, 'sent')).toHaveProperty('data', last); // and nothing of the attention
  expect((await shown(talk)).attention).toBeNull();
});

test('a report about a text that is still looked for leaves an unconfirmed one to a person', async () => {
  const talk = await unconfirmed();
  const lookedFor = { ...talk, messageId: await queuedText(pool, talk.tenant) };
  await claimDelivery(pool, talk.tenantId, lookedFor.messageId);
  await end(talk.tenantId, lookedFor.messageId, 1, 'unclear');
  expect(await report(pool, lookedFor, 'delivered')).toMatchObject({ data: { attentionCleared: false } });
  expect((await shown(talk)).attention).toBe('send_unconfirmed');
});

test('another reason to look stays', async () => {
  const talk = await unconfirmed();
  await pool.query(`update interactions set attention = 'send_failed' where interaction_id = $1`, [talk.interactionId]);
  await decide(talk, 'arrived');
  expect((await shown(talk)).attention).toBe('send_failed');
});

test('another tenant’s text is not there', async () => {
  const [talk, other] = [await unconfirmed(), await unconfirmed()];
  expect(await decide({ ...talk, tenantId: other.tenantId }, 'arrived')).toEqual({ outcome: 'missing' });
  expect((await shown(talk)).state).toBe('unconfirmed');
});

describe('of two who decide at once', () => {
  test.each<[DeliveryDecision, DeliveryDecision]>([
    ['arrived', 'send_again'],
    ['send_again', 'arrived'],
    ['send_again', 'send_again'],
  ])('%s, then %s: the first one counts', async (first, second) => {
    const talk = await unconfirmed();
    const late = await inOrder(
      pool,
      (tx) => decide(talk, first, 'user_1', tx),
      () => decide(talk, second, 'user_2'),
    );
    const state = first === 'arrived' ? 'sent' : 'queued';
    expect(late).toEqual({ outcome: 'not_waiting', state });
    expect(await messageOf(pool, talk.messageId)).toMatchObject({ state, decision: first, decided_by: 'user_1' });
  });

  test('a second click of the same person changes nothing, and is no error', async () => {
    const talk = await unconfirmed();
    const late = await inOrder(
      pool,
      (tx) => decide(talk, 'send_again', 'user_1', tx),
      () => decide(talk, 'send_again', 'user_1'),
    );
    expect(late).toEqual({ outcome: 'decided_before' });
    const { rows } = await pool.query(`select 1 from events where interaction_id = $1 and type = 'send-again'`, [
      talk.interactionId,
    ]);
    expect(rows).toHaveLength(1);
  });
});

describe('a late report of the first attempt', () => {
  test('comes before the decision: there is nothing to decide', async () => {
    const talk = await unconfirmed();
    const late = await inOrder(
      pool,
      (tx) => report(tx, talk, 'delivered'),
      () => decide(talk, 'send_again'),
    );
    expect(late).toEqual({ outcome: 'not_waiting', state: 'delivered' });
  });

  test.each<MessageState>(['sent', 'delivered'])(
    'says “%s” while the second waits: that never leaves',
    async (state) => {
      const talk = await unconfirmed();
      await decide(talk, 'send_again');
      // The claim waits for the report, and finds what it said.
      const claim = await inOrder(
        pool,
        (tx) => report(tx, talk, state),
        () => claimDelivery(pool, talk.tenantId, talk.messageId),
      );
      expect(claim).toEqual({ outcome: 'done', state });
    },
  );

  test('says “delivered” when the second is claimed already: both were sent, and the text is delivered', async () => {
    const talk = await unconfirmed();
    await decide(talk, 'send_again');
    await inOrder(
      pool,
      (tx) => claimDelivery(tx, talk.tenantId, talk.messageId),
      () => report(pool, talk, 'delivered'),
    );
    await end(talk.tenantId, talk.messageId, 2, 'accepted');
    expect(await shown(talk)).toEqual({ state: 'delivered', attention: null });
  });

  test('says “failed”: all the more the second leaves, and its own fate counts', async () => {
    const talk = await unconfirmed();
    await decide(talk, 'send_again');
    expect(await report(pool, talk, 'failed', { errorCode: '30008' })).toBeNull();
    expect(await claimDelivery(pool, talk.tenantId, talk.messageId)).toMatchObject({ outcome: 'claimed' });
    await report(pool, talk, 'undelivered', { errorCode: '30003' });
    await end(talk.tenantId, talk.messageId, 2, 'accepted');
    expect(await messageOf(pool, talk.messageId)).toMatchObject({ state: 'sent', error_code: null });
    const second = { providerMessageId: `SM_${talk.messageId}_2` };
    await report(pool, talk, 'undelivered', { ...second, errorCode: '30005' });
    expect(await messageOf(pool, talk.messageId)).toMatchObject({ state: 'undelivered', error_code: '30005' });
    const { rows } = await pool.query('select 1 from delivery_reports where message_id = $1', [talk.messageId]);
    expect(rows).toHaveLength(3); // every report is kept
  });
});

describe('after STOP', () => {
  test('it is not sent again, and stays undecided', async () => {
    const talk = await unconfirmed();
    await takeIn(pool, inboundText(talk.tenant, 'STOP', { providerAnswers: true }));
    expect(await decide(talk, 'send_again')).toEqual({ outcome: 'withheld', rule: 'opted_out' });
    expect((await shown(talk)).state).toBe('unconfirmed');
    expect(await decide(talk, 'arrived')).toMatchObject({ outcome: 'decided' });
  });

  test('that comes between the decision and the claim: nobody knows again whether it arrived', async () => {
    const talk = await unconfirmed();
    await decide(talk, 'send_again');
    const claim = await inOrder(
      pool,
      (tx) => takeIn(tx, inboundText(talk.tenant, 'STOP', { providerAnswers: true })),
      () => claimDelivery(pool, talk.tenantId, talk.messageId),
    );
    expect(claim).toEqual({ outcome: 'done', state: 'unconfirmed' });
    const { rows } = await pool.query('select attempt from send_attempts where message_id = $1', [talk.messageId]);
    expect(rows).toEqual([{ attempt: 1 }]);
  });
});

test('a second attempt that stays without evidence is decided anew', async () => {
  const talk = await unconfirmed();
  await decide(talk, 'send_again');
  await claimDelivery(pool, talk.tenantId, talk.messageId);
  await end(talk.tenantId, talk.messageId, 2, 'unclear');
  await recordUnconfirmed(pool, talk.tenantId, talk.messageId);
  expect(await shown(talk)).toEqual({ state: 'unconfirmed', attention: 'send_unconfirmed' });
  expect(await decide(talk, 'send_again')).toMatchObject({ outcome: 'decided' });
  expect(await claimDelivery(pool, talk.tenantId, talk.messageId)).toMatchObject({ delivery: { attempt: 3 } });
});
