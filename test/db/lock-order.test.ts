import { inTransaction, type Pool } from '../../src/db/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { type Busy, busyConversation, DEEDS, watched } from './one-conversation';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await pool.query(
    `do $$ begin execute format('alter database %I set deadlock_timeout = ''20ms''', current_database()); end $$`,
  );
  await Promise.all(Array.from({ length: 10 }, async () => (await pool.connect()).release(true))); // so that all have it
});
afterAll(() => database?.drop());

const ALL = Object.keys(DEEDS);
const OF_A_TEXT = ALL.filter((what) => /^a (delivery|text was|text is|send|report|person (has|says) it)/.test(what));

/** What another transaction holds when two things are about to be done. */
const HOLDS: { held: string; deeds: string[]; sql: string; id: (talk: Busy) => string }[] = [
  {
    held: 'conversation',
    deeds: ALL,
    sql: 'select 1 from interactions where interaction_id = $1 for no key update',
    id: (talk) => talk.interactionId,
  },
  {
    held: 'text',
    deeds: OF_A_TEXT,
    sql: 'select 1 from messages where message_id = $1 for no key update',
    id: (talk) => talk.messageId,
  },
];

/**
 * Does two things at once to one conversation, in the worst order: the first waits for what a third transaction holds, the
 * second is started when it does, and only then may both go on.
 * @returns what Postgres broke off
 */
async function bothAtOnce(first: string, second: string, hold: (typeof HOLDS)[number]): Promise<string[]> {
  const codes: string[] = [];
  const db = watched(pool, codes);
  const talk = await busyConversation(pool);
  const deeds: Promise<unknown>[] = [];
  await inTransaction(pool, async (tx) => {
    await tx.query(hold.sql, [hold.id(talk)]);
    for (const what of [first, second]) {
      let ended = false;
      const waiting = await countWaiting();
      const deed = DEEDS[what]!(db, talk, pool)
        .catch((error: { code?: string }) => codes.push(String(error.code ?? error)))
        .finally(() => {
          ended = true;
        });
      deeds.push(deed);
      await eventually(async () => expect(ended || (await countWaiting()) > waiting).toBe(true), { everyMs: 1 });
    }
  });
  await Promise.all(deeds);
  await putToRest(talk);
  return [...new Set(codes)].map((code) => `${first}, ${second}: ${code === '40P01' ? 'deadlock' : code}`);
}

/** What is woken and relayed next time is that time's own. */
async function putToRest({ interactionId }: Busy): Promise<void> {
  await pool.query(
    `update messages set state = 'failed' where interaction_id = $1 and state in ('scheduled', 'queued', 'sending')`,
    [interactionId],
  );
  await pool.query(`update turns set state = 'dropped' where interaction_id = $1`, [interactionId]);
  await pool.query('update events set signalled_at = now() where interaction_id = $1', [interactionId]);
}

async function countWaiting(): Promise<number> {
  const { rows } = await pool.query(
    `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0].waiting;
}

describe.each(HOLDS)('while somebody holds the $held', (hold) => {
  test.each(hold.deeds)('%s, and anything else at once: nobody locks the other out', async (first) => {
    const broken: string[] = [];
    for (const second of hold.deeds) broken.push(...(await bothAtOnce(first, second, hold)));
    expect(broken).toEqual([]);
  });
});
