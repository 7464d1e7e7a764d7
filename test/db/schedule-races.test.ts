import { claimDelivery } from '../../src/db/deliveries';
import { inTransaction, type Pool, type Queryable } from '../../src/db/pool';
import { changeScheduledText, holdText, releaseText } from '../../src/db/scheduled-texts';
import { recordSend } from '../../src/db/sends';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { inboundText, newSend, type Tenant, takeIn } from '../support/tenant';
import { type Asked, asked, messageOf, oneText, queuedText, sendAs, waitingForLocks } from './turn-setup';

/**
 * The release of a scheduled text against everything that would have it otherwise, each in both orders: one of the two is done
 * and not committed, the other is seen to wait for it, and only then may both go on.
 */
let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

interface Due {
  tenant: Tenant;
  tenantId: string;
  messageId: string;
}

/** A scheduled text whose time has come. */
async function dueText(talk?: Asked): Promise<Due> {
  const { tenant } = talk ?? (await oneText(pool));
  const reply = talk && { source: 'sms_agent' as const, turnId: talk.turnId };
  const send = newSend(tenant, { sendAt: new Date(Date.now() - 1_000), messageId: newId('message'), ...reply });
  const recorded = await inTransaction(pool, (tx) => recordSend(tx, send));
  if (recorded.outcome !== 'recorded') throw new Error(recorded.outcome);
  return { tenant, tenantId: tenant.tenantId, messageId: send.messageId };
}

const LATER = new Date(Date.now() + 3_600_000);
const release = (db: Queryable, { tenantId, messageId }: Due) => releaseText(db, tenantId, messageId);
const cancel = (db: Queryable, text: Due) => changeScheduledText(db, { ...text, by: 'user_1' }, { cancel: true });
const postpone = (db: Queryable, text: Due) => changeScheduledText(db, { ...text, by: 'user_1' }, { sendAt: LATER });
const stop = (db: Queryable, { tenant }: Due) => takeIn(db, inboundText(tenant, 'STOP', { providerAnswers: true }));

async function inOrder<T>(first: (tx: Queryable) => Promise<unknown>, second: () => Promise<T>): Promise<T> {
  let started: Promise<T> | undefined;
  await inTransaction(pool, async (tx) => {
    await first(tx);
    started = second();
    started.catch(() => {}); // told below
    await waitingForLocks(pool, 1);
  });
  return started!;
}

async function handedOver({ tenantId }: Due): Promise<number> {
  return (await pool.query('select 1 from send_attempts where tenant_id = $1', [tenantId])).rowCount ?? 0;
}

describe('first', () => {
  test.each<[string, (db: Queryable, text: Due) => Promise<unknown>, object, object]>([
    ['STOP: the release withholds it', stop, { outcome: 'withheld' }, { withheld_rule: 'opted_out' }],
    ['cancelled: there is nothing to release', cancel, { outcome: 'gone' }, { withheld_rule: 'cancelled' }],
    [
      'postponed: the release waits on',
      postpone,
      { outcome: 'waits', dueAt: LATER.getTime() },
      { state: 'scheduled', send_at: LATER },
    ],
  ])('%s', async (_what, first, outcome, message) => {
    const text = await dueText();
    expect(
      await inOrder(
        (tx) => first(tx, text),
        () => release(pool, text),
      ),
    ).toEqual(outcome);
    expect(await messageOf(pool, text.messageId)).toMatchObject(message);
    expect(await handedOver(text)).toBe(0);
  });

  test('the lead writes: an agent’s answer for later is stale', async () => {
    const talk = await asked(pool);
    const text = await dueText(talk);
    const outcome = await inOrder(
      (tx) => takeIn(tx, inboundText(talk.tenant, 'Never mind')),
      () => release(pool, text),
    );
    expect(outcome).toEqual({ outcome: 'withheld' });
    expect(await messageOf(pool, text.messageId)).toMatchObject({ withheld_rule: 'stale' });
  });

  test('a person writes: the same', async () => {
    const talk = await asked(pool);
    const text = await dueText(talk);
    const outcome = await inOrder(
      (tx) => recordSend(tx, newSend(talk.tenant, { source: 'manual' })),
      () => release(pool, text),
    );
    expect(outcome).toEqual({ outcome: 'withheld' });
    expect(await messageOf(pool, text.messageId)).toMatchObject({ withheld_rule: 'answered_by_person' });
  });
});

describe('the release first', () => {
  test('STOP second: the claim withholds it', async () => {
    const text = await dueText();
    await inOrder(
      (tx) => release(tx, text),
      () => stop(pool, text),
    );
    expect(await claimDelivery(pool, text.tenantId, text.messageId)).toEqual({ outcome: 'done', state: 'withheld' });
    expect(await handedOver(text)).toBe(0);
  });

  test.each([
    ['cancelled', cancel],
    ['postponed', postpone],
  ])('%s second: it has left', async (_what, second) => {
    const text = await dueText();
    const outcome = await inOrder(
      (tx) => release(tx, text),
      () => second(pool, text),
    );
    expect(outcome).toEqual({ outcome: 'left', state: 'queued' });
    expect(await claimDelivery(pool, text.tenantId, text.messageId)).toMatchObject({ outcome: 'claimed' });
  });

  test('and again at once: one event, one place', async () => {
    const text = await dueText();
    let seq: unknown;
    const second = await inOrder(
      async (tx) => {
        seq = await release(tx, text);
      },
      () => release(pool, text),
    );
    expect(second).toEqual(seq);
    const { rows } = await pool.query(`select 1 from events where tenant_id = $1 and type = 'text-released'`, [
      text.tenantId,
    ]);
    expect(rows).toHaveLength(1);
  });
});

describe('quiet hours', () => {
  async function queued() {
    const { tenant, tenantId } = await oneText(pool);
    await pool.query(`update tenants set quiet_from = '21:00', quiet_until = '08:00' where tenant_id = $1`, [tenantId]);
    await pool.query(`update messages set created_at = now() - interval '2 hours' where tenant_id = $1`, [tenantId]);
    return { tenant, tenantId, messageId: await queuedText(pool, tenant) };
  }

  test('the lead writes just before a text is held: it answers, and is claimed', async () => {
    const text = await queued();
    const held = await inOrder(
      (tx) => takeIn(tx, inboundText(text.tenant, 'Hello?')),
      () => holdText(pool, text.tenantId, text.messageId, LATER),
    );
    expect(held).toBe(false);
  });

  test('STOP just after it was held: its release withholds it', async () => {
    const text = await queued();
    await inOrder(
      (tx) => holdText(tx, text.tenantId, text.messageId, LATER),
      () => stop(pool, text),
    );
    expect(await release(pool, text)).toEqual({ outcome: 'withheld' });
  });

  test('two workers at once: one claims it, and the other does not hold it any more', async () => {
    const text = await queued();
    const held = await inOrder(
      (tx) => claimDelivery(tx, text.tenantId, text.messageId, false),
      () => holdText(pool, text.tenantId, text.messageId, LATER),
    );
    expect(held).toBe(false);
  });

  test('a text held while another is claimed: that one does not wait', async () => {
    const text = await queued();
    const later = await sendAs(pool, text.tenant, 'api');
    if (later.outcome !== 'recorded') throw new Error(later.outcome);
    const claim = await inOrder(
      (tx) => holdText(tx, text.tenantId, text.messageId, LATER),
      () => claimDelivery(pool, text.tenantId, String(later.fact.data.messageId), false),
    );
    expect(claim).toMatchObject({ outcome: 'claimed' });
  });
});
