import fc from 'fast-check';
import { claimDelivery } from '../../src/db/deliveries';
import type { Pool } from '../../src/db/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type Busy, busyConversation, DEEDS, watched } from './one-conversation';
import { sendAs } from './turn-setup';

const CONNECTIONS = 8;
const DEEDS_EACH = 150;

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

test('eight connections do everything to one conversation at once: nothing is broken off, and all adds up', async () => {
  const talk = await busyConversation(pool);
  const current: Busy = { ...talk };
  const codes: string[] = [];
  const db = watched(pool, codes);
  const names = Object.keys(DEEDS);
  const orders = fc.sample(fc.array(fc.constantFrom(...names), { minLength: DEEDS_EACH, maxLength: DEEDS_EACH }), {
    numRuns: CONNECTIONS,
    seed: 42,
  });

  await Promise.all(
    orders.map(async (order) => {
      for (const [index, what] of order.entries()) {
        await DEEDS[what]!(db, { ...current }, pool).catch((error: { code?: string }) =>
          codes.push(String(error.code ?? error)),
        );
        if (index % 10 === 9) await goOn(current);
      }
    }),
  );

  expect(codes).toEqual([]);
  await expectConsistent(talk);
});

/** A new turn and a new text, so that there is always something to do. */
async function goOn(current: Busy): Promise<void> {
  await pool.query('update interactions set agent_mode = true where interaction_id = $1', [current.interactionId]);
  await DEEDS['a text comes']!(pool, current, pool);
  const { rows } = await pool.query(
    'select turn_id, attempts from turns where interaction_id = $1 order by number desc limit 1',
    [current.interactionId],
  );
  await DEEDS['Do Not Contact is lifted']!(pool, current, pool);
  await DEEDS['the lead opts in']!(pool, current, pool);
  const sent = await sendAs(pool, current.tenant, 'api');
  if (sent.outcome !== 'recorded') return; // somebody has opted out again just then
  const messageId = String(sent.fact.data.messageId);
  await pool.query(
    `update messages set state = 'sent' where interaction_id = $1 and state in ('queued', 'sending') and message_id <> $2`,
    [current.interactionId, messageId],
  );
  await claimDelivery(pool, current.tenantId, messageId);
  Object.assign(current, { messageId, turnId: rows[0].turn_id, attempt: rows[0].attempts });
}

async function expectConsistent({ interactionId }: Busy): Promise<void> {
  const one = async (sql: string) => (await pool.query(sql, [interactionId])).rows;
  const [talk] = await one('select * from interactions where interaction_id = $1');
  const events = await one('select * from events where interaction_id = $1 order by seq');

  // Numbers without a hole, times that rise with them, facts that name the one before.
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(talk.last_seq).toBe(events.length);
  const times = events.map((event) => event.at.getTime());
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const facts = events.filter((event) => event.after_seq !== null);
  expect(facts.map((fact) => fact.after_seq)).toEqual([0, ...facts.slice(0, -1).map((fact) => fact.seq)]);
  expect(talk.last_signal_seq).toBe(facts.at(-1)?.seq);

  // Every message is an event's, at its time.
  const messages = await one(
    'select m.*, e.at from messages m join events e using (interaction_id, seq) where m.interaction_id = $1 order by seq',
  );
  expect(await one('select count(*)::int as count from messages where interaction_id = $1')).toEqual([
    { count: messages.length },
  ]);
  expect(messages.map((message) => message.created_at)).toEqual(messages.map((message) => message.at));

  // One turn open at most, and every turn one reply at most.
  const turns = await one('select * from turns where interaction_id = $1 order by number');
  expect(turns.map((turn) => turn.number)).toEqual(turns.map((_, index) => index + 1));
  expect(
    turns.filter((turn) => ['collecting', 'asking', 'retrying', 'waiting'].includes(turn.state)).length,
  ).toBeLessThanOrEqual(1);
  const said = messages.filter((message) => message.source === 'sms_agent' && message.state !== 'withheld');
  expect(new Set(said.map((message) => message.turn_id)).size).toBe(said.length);
  for (const turn of turns) expect(turn.state === 'answered').toBe(turn.reply_message_id !== null);

  // What left was claimed first.
  const unclaimed = await one(
    `select 1 from messages m where interaction_id = $1 and state = 'sending' and not exists (select 1 from send_attempts a where a.message_id = m.message_id)`,
  );
  expect(unclaimed).toEqual([]);
}
