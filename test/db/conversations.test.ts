import { changeConversation, recordIdle } from '../../src/db/conversations';
import { inTransaction, type Pool } from '../../src/db/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, takeIn } from '../support/tenant';
import { asked, oneText, turnOf, waitingForLocks } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

describe('changing a conversation', () => {
  const change = (tenantId: string, interactionId: string, to: Parameters<typeof changeConversation>[3]) =>
    inTransaction(pool, (tx) => changeConversation(tx, tenantId, interactionId, to));

  test('to what it is already is no fact', async () => {
    const { tenantId, fact } = await oneText(pool);
    expect(await change(tenantId, fact.interactionId, { status: 'in_progress', agentMode: true })).toEqual([]);
  });

  test.each<[phase: string, ask: boolean]>([
    ['collecting', false],
    ['asking', true],
  ])('Agent Mode off drops the turn that is %s', async (_phase, ask) => {
    const talk = await (ask ? asked(pool) : oneText(pool));
    expect(await change(talk.tenantId, talk.fact.interactionId, { agentMode: false })).toMatchObject([
      { type: 'agent-mode-set' },
    ]);
    expect(await turnOf(pool, talk.turnId)).toMatchObject({ state: 'dropped', ended_at: expect.any(Date) });
  });

  test('of another tenant is not there', async () => {
    const [talk, other] = [await oneText(pool), await createTenant(pool)];
    expect(await change(other.tenantId, talk.fact.interactionId, { status: 'qualified' })).toBeNull();
  });
});

describe('a conversation without traffic', () => {
  const HOUR_MS = 3_600_000;
  const agedBy = (interactionId: string, hours: number) =>
    pool.query(`update events set at = at - make_interval(hours => $2) where interaction_id = $1`, [
      interactionId,
      hours,
    ]);

  test('for 72 h becomes incomplete, once', async () => {
    const { tenantId, fact } = await oneText(pool);
    await agedBy(fact.interactionId, 73);
    for (let times = 0; times < 2; times++) {
      expect(await recordIdle(pool, tenantId, fact.interactionId, 72 * HOUR_MS)).toBe('incomplete');
    }
    const { rows } = await pool.query(`select data from events where interaction_id = $1 and type = 'idle'`, [
      fact.interactionId,
    ]);
    expect(rows).toEqual([{ data: { status: 'incomplete' } }]);
  });

  test('for less than that stays in progress', async () => {
    const { tenantId, fact } = await oneText(pool);
    await agedBy(fact.interactionId, 71);
    expect(await recordIdle(pool, tenantId, fact.interactionId, 72 * HOUR_MS)).toBe('in_progress');
  });

  test('that a person qualified stays so', async () => {
    const { tenantId, fact } = await oneText(pool);
    await agedBy(fact.interactionId, 73);
    await pool.query(`update interactions set status = 'qualified' where interaction_id = $1`, [fact.interactionId]);
    expect(await recordIdle(pool, tenantId, fact.interactionId, 72 * HOUR_MS)).toBe('qualified');
  });

  test('to which a text comes at that very moment stays in progress', async () => {
    const { tenant, tenantId, fact } = await oneText(pool);
    await agedBy(fact.interactionId, 73);
    let recording: Promise<unknown> = Promise.resolve();
    await inTransaction(pool, async (tx) => {
      await takeIn(tx, inboundText(tenant, 'Here I am'));
      recording = recordIdle(pool, tenantId, fact.interactionId, 72 * HOUR_MS);
      await waitingForLocks(pool, 1);
    });
    expect(await recording).toBe('in_progress');
  });
});
