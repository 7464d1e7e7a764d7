import type { FactToSignal } from '../../src/db/ingest';
import { markSignalled, returnUnsignalled, takeUnsignalled, wakeStalled } from '../../src/db/outbox';
import { inTransaction, type Pool } from '../../src/db/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, readRow, takeIn } from '../support/tenant';
import { asked, oneText, reply, sendAs, waitingForLocks } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeEach(async () => {
  database = await createTestDatabase(); // of its own each time: a relay takes every tenant's facts
  pool = database.pool;
});
afterEach(() => database?.drop());

/** So many facts of one conversation, the first ones first. */
async function facts(count: number): Promise<FactToSignal[]> {
  const tenant = await createTenant(pool);
  const taken: FactToSignal[] = [];
  for (let index = 0; index < count; index++) taken.push(await takeIn(pool, inboundText(tenant, `text ${index}`)));
  return taken;
}

const makeDue = () =>
  pool.query(`update events set next_signal_at = now() - interval '1 second' where signalled_at is null`);
const keyOf = (fact: FactToSignal) => `${fact.interactionId}/${fact.seq}`;

test('a fact is left to the process that wrote it for two seconds', async () => {
  const [fact] = await facts(1);
  expect(await takeUnsignalled(pool, 10)).toEqual([]);
  const due = await readRow(pool, `select next_signal_at - at as after from events where seq = $1`, [fact!.seq]);
  expect(due.after).toMatchObject({ seconds: 2 });
});

test('a fact that is due is taken as it was written', async () => {
  const written = await facts(2);
  await makeDue();
  expect(await takeUnsignalled(pool, 10)).toEqual(written);
});

test('facts of one conversation come in order, however many conversations there are', async () => {
  const written = (await Promise.all([facts(4), facts(4), facts(4)])).flat();
  await makeDue();
  const taken = await takeUnsignalled(pool, 100);
  expect(taken.map(keyOf).sort()).toEqual(written.map(keyOf).sort());
  for (const { interactionId } of written) {
    const seqs = taken.filter((fact) => fact.interactionId === interactionId).map((fact) => fact.seq);
    expect(seqs).toEqual([1, 2, 3, 4]);
  }
});

test('events that the workflow is not told of are never taken', async () => {
  const talk = await asked(pool);
  await reply(pool, talk);
  await makeDue();
  expect((await takeUnsignalled(pool, 10)).map((fact) => fact.type)).toEqual(['inbound-message']);
});

test('a fact that was marked is never taken again', async () => {
  const [first, second] = await facts(2);
  await markSignalled(pool, [first!]);
  await makeDue();
  expect((await takeUnsignalled(pool, 10)).map(keyOf)).toEqual([keyOf(second!)]);
});

test('eight relays at once take every fact once', async () => {
  const written = (await Promise.all(Array.from({ length: 6 }, () => facts(10)))).flat();
  await makeDue();
  const taken: string[] = [];
  const relay = async () => {
    for (;;) {
      const batch = await takeUnsignalled(pool, 7);
      if (batch.length === 0) return;
      taken.push(...batch.map(keyOf));
    }
  };
  await Promise.all(Array.from({ length: 8 }, relay));
  expect(taken.sort()).toEqual(written.map(keyOf).sort());
});

test('what a relay took is its own for ten seconds, and anybody’s after that', async () => {
  await facts(1);
  await makeDue();
  const [fact] = await takeUnsignalled(pool, 10);
  expect(await takeUnsignalled(pool, 10)).toEqual([]);
  const lease = await readRow(
    pool,
    'select extract(epoch from next_signal_at - now())::int as seconds from events where seq = $1',
    [fact!.seq],
  );
  expect(lease.seconds).toBeGreaterThanOrEqual(9);
  await makeDue(); // the relay died
  expect(await takeUnsignalled(pool, 10)).toEqual([fact]);
});

test('what could not be signalled comes again when it was asked for', async () => {
  const [fact, other] = await facts(2);
  await makeDue();
  await takeUnsignalled(pool, 10);
  await returnUnsignalled(pool, [fact!], 0);
  await returnUnsignalled(pool, [other!], 60_000);
  expect((await takeUnsignalled(pool, 10)).map(keyOf)).toEqual([keyOf(fact!)]);
});

test('what was marked meanwhile does not come back', async () => {
  const [fact] = await facts(1);
  await markSignalled(pool, [fact!]);
  await returnUnsignalled(pool, [fact!], 0);
  expect(await takeUnsignalled(pool, 10)).toEqual([]);
});

test('marking and giving back nothing is harmless', async () => {
  await markSignalled(pool, []);
  await returnUnsignalled(pool, [], 0);
});

test('two who mark and give back the same facts, each in another order, do not lock each other out', async () => {
  const { fact } = await oneText(pool);
  // In a table of some size each fact is looked up by itself, so they are locked in the order in which they are given.
  await pool.query(
    `insert into events (interaction_id, seq, tenant_id, type, at, after_seq, next_signal_at)
     select $1, s, $2, 'inbound-message', now(), s - 1, now() from generate_series(2, 20000) s`,
    [fact.interactionId, fact.tenantId],
  );
  await pool.query('analyze events');
  const ascending = Array.from({ length: 100 }, (_, index) => ({ interactionId: fact.interactionId, seq: index + 2 }));
  const descending = [...ascending].reverse();
  let work: Promise<unknown> = Promise.resolve();
  await inTransaction(pool, async (tx) => {
    // Both are stopped at the same fact, half of the others in hand.
    await tx.query('select 1 from events where interaction_id = $1 and seq = 51 for update', [fact.interactionId]);
    work = Promise.all([markSignalled(pool, ascending), returnUnsignalled(pool, descending, 0)]);
    await waitingForLocks(pool, 2);
  });
  await work;
});

describe('a conversation in which nothing goes on', () => {
  const MINUTE_MS = 60_000;
  const quieten = (interactionId: string) =>
    pool.query(`update interactions set updated_at = now() - interval '10 minutes' where interaction_id = $1`, [
      interactionId,
    ]);
  const looks = async () =>
    (await pool.query(`select interaction_id, after_seq from events where type = 'look-again'`)).rows;

  test('is looked at again where its agent is still to be asked', async () => {
    const { fact } = await oneText(pool);
    await quieten(fact.interactionId);
    expect(await wakeStalled(pool, 5 * MINUTE_MS, 10)).toBe(1);
    expect(await looks()).toEqual([{ interaction_id: fact.interactionId, after_seq: 1 }]);
    expect(await wakeStalled(pool, 5 * MINUTE_MS, 10)).toBe(0);
  });

  test('is looked at again where a text of ours has not left', async () => {
    const sent = await sendAs(pool, await createTenant(pool), 'api');
    const { interactionId } = sent.outcome === 'recorded' ? sent.fact : { interactionId: '' };
    await quieten(interactionId);
    expect(await wakeStalled(pool, 5 * MINUTE_MS, 10)).toBe(1);
  });

  test('is left alone where something happened a moment ago', async () => {
    await oneText(pool);
    expect(await wakeStalled(pool, 5 * MINUTE_MS, 10)).toBe(0);
  });

  test('is left alone where nothing is pending', async () => {
    const talk = await asked(pool);
    await inTransaction(pool, (tx) => tx.query(`update turns set state = 'waiting' where turn_id = $1`, [talk.turnId]));
    await quieten(talk.fact.interactionId);
    expect(await wakeStalled(pool, 5 * MINUTE_MS, 10)).toBe(0);
  });

  test('is looked at once by five who look at the same time', async () => {
    const talks = await Promise.all(Array.from({ length: 10 }, () => oneText(pool)));
    await Promise.all(talks.map((talk) => quieten(talk.fact.interactionId)));
    await Promise.all(Array.from({ length: 5 }, () => wakeStalled(pool, 5 * MINUTE_MS, 4)));
    while ((await wakeStalled(pool, 5 * MINUTE_MS, 4)) > 0);
    const ids = (await looks()).map((row) => row.interaction_id).sort();
    expect(ids).toEqual(talks.map((talk) => talk.fact.interactionId).sort());
  });
});
