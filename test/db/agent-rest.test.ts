import { askAgentAgain } from '../../src/db/ask-agent';
import { goOn } from '../../src/db/consent';
import { readHead } from '../../src/db/conversation-head';
import { changeConversation } from '../../src/db/conversations';
import { inTransaction, type Pool } from '../../src/db/pool';
import { readSnapshot } from '../../src/db/snapshot';
import { claimTurn } from '../../src/db/turns';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { inboundText, readRow, takeIn } from '../support/tenant';
import { conversationOf, oneText, sendAs, turnOf } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const MINUTES = 60;

/** A conversation whose lead wrote and a person answered; its agent rests after that, or not. */
async function answeredByPerson(pauseAfterPersonMinutes = MINUTES) {
  const talk = await oneText(pool, { agent: { pause_after_person_minutes: pauseAfterPersonMinutes } });
  const sent = await sendAs(pool, talk.tenant, 'manual');
  if (sent.outcome !== 'recorded') throw new Error(sent.outcome);
  return { ...talk, interactionId: talk.fact.interactionId, sent: sent.fact };
}

type Talk = Awaited<ReturnType<typeof answeredByPerson>>;

const write = async ({ tenant }: Talk, body: string) => (await takeIn(pool, inboundText(tenant, body))).data;
const restIsOver = ({ interactionId }: Talk) =>
  pool.query(`update interactions set agent_rests_until = now() - interval '1 second' where interaction_id = $1`, [
    interactionId,
  ]);
const change = (talk: Talk, agentMode: boolean) =>
  inTransaction(pool, (tx) => changeConversation(tx, talk.tenantId, talk.interactionId, { agentMode }));
const restsUntil = async ({ tenantId, interactionId }: Talk) =>
  (await readHead(pool, tenantId, interactionId, null))!.agentRestsUntil;

test('a person’s text lets the agent rest, and says until when', async () => {
  const talk = await answeredByPerson();
  const until = Number(talk.sent.data.restsUntil);
  expect(until - talk.sent.at).toBeGreaterThan(MINUTES * 60_000 - 2_000);
  expect(until - talk.sent.at).toBeLessThan(MINUTES * 60_000 + 2_000);
  expect(await restsUntil(talk)).toBe(new Date(until).toISOString());
  expect((await readSnapshot(pool, talk.tenantId, talk.interactionId)).restsUntil).toBe(until);

  const data = await write(talk, 'And on Sunday?');
  expect(data).toEqual({ messageId: expect.any(String), agentMode: true, restsUntil: until });
  const { rows } = await pool.query('select state from turns where interaction_id = $1', [talk.interactionId]);
  expect(rows).toEqual([{ state: 'answered_by_person' }]);
});

test('without the setting nothing rests, and nothing is said of it', async () => {
  const talk = await answeredByPerson(0);
  expect(talk.sent.data).not.toHaveProperty('restsUntil');
  expect(await restsUntil(talk)).toBeNull();
  const data = await write(talk, 'And on Sunday?');
  expect(data).toMatchObject({ turnId: expect.any(String) });
  expect(data).not.toHaveProperty('texts');
});

test('a program’s text lets nobody rest, nor does a person’s where Agent Mode is off', async () => {
  const talk = await oneText(pool, { agent: { pause_after_person_minutes: MINUTES } });
  await sendAs(pool, talk.tenant, 'api');
  const { interactionId } = talk.fact;
  expect((await conversationOf(pool, interactionId)).agent_rests_until).toBeNull();
  await inTransaction(pool, (tx) => changeConversation(tx, talk.tenantId, interactionId, { agentMode: false }));
  await sendAs(pool, talk.tenant, 'manual');
  expect((await conversationOf(pool, interactionId)).agent_rests_until).toBeNull();
});

test('a person who writes again begins the rest anew, or ends it when the setting is off by now', async () => {
  const talk = await answeredByPerson();
  await pool.query(
    `update interactions set agent_rests_until = now() + interval '1 minute' where interaction_id = $1`,
    [talk.interactionId],
  );
  await sendAs(pool, talk.tenant, 'manual');
  expect(Date.parse((await restsUntil(talk))!) - Date.now()).toBeGreaterThan((MINUTES - 1) * 60_000);
  await pool.query('update sms_agents set pause_after_person_minutes = 0 where agent_id = $1', [talk.tenant.agentId]);
  await sendAs(pool, talk.tenant, 'manual');
  expect(await restsUntil(talk)).toBeNull();
});

test('after the rest the next text is asked, with all that came meanwhile and nobody answered', async () => {
  const talk = await answeredByPerson();
  await write(talk, 'One');
  await write(talk, 'Two');
  await restIsOver(talk);
  expect(await restsUntil(talk)).toBeNull();
  const data = await write(talk, 'Three');
  expect(data).toMatchObject({ turnId: expect.any(String), texts: 3 });
  const claim = await claimTurn(pool, talk.tenantId, String(data.turnId));
  expect(claim).toMatchObject({
    outcome: 'claimed',
    turn: { payload: { message: { combinedText: 'One\nTwo\nThree', messageCount: 3 } } },
  });
  // It was found once; the next text costs no look.
  expect((await conversationOf(pool, talk.interactionId)).agent_rests_until).toBeNull();
});

test('what a person answered during the rest is not asked after it', async () => {
  const talk = await answeredByPerson();
  await write(talk, 'One');
  await sendAs(pool, talk.tenant, 'manual');
  await restIsOver(talk);
  const data = await write(talk, 'Two');
  expect(data).toMatchObject({ texts: 1 });
  expect((await turnOf(pool, String(data.turnId))).first_seq).toBe((await turnOf(pool, String(data.turnId))).last_seq);
});

test('asking the agent ends the rest, and what comes then joins as ever', async () => {
  const talk = await answeredByPerson();
  await write(talk, 'One');
  const asked = await askAgentAgain(pool, talk.tenantId, talk.interactionId, true);
  expect(asked).toMatchObject({ outcome: 'opened', texts: 1 });
  expect(await restsUntil(talk)).toBeNull();
  expect(await write(talk, 'Two')).toMatchObject({ turnId: asked.outcome === 'opened' && asked.turnId });
});

test('switching Agent Mode off and on ends the rest, and the next text brings what waits', async () => {
  const talk = await answeredByPerson();
  await write(talk, 'One');
  await change(talk, false);
  expect(await restsUntil(talk)).toBeNull(); // nobody is asked, rest or not
  expect(await write(talk, 'Two')).not.toHaveProperty('restsUntil');
  await change(talk, true);
  expect(await write(talk, 'Three')).toMatchObject({ turnId: expect.any(String), texts: 3 });
});

test('switching Agent Mode on where nobody rests asks about nothing earlier', async () => {
  const talk = await answeredByPerson(0);
  await change(talk, false);
  await write(talk, 'Not for the agent');
  await change(talk, true);
  expect(await write(talk, 'For the agent')).not.toHaveProperty('texts');
});

test('a near opt-out that was none is asked with what waited before it', async () => {
  const talk = await answeredByPerson();
  await write(talk, 'One');
  await write(talk, 'leave me alone');
  const by = 'user_1';
  const facts = await inTransaction(pool, (tx) => goOn(tx, { ...talk, by }));
  expect(facts).toMatchObject([{ type: 'near-opt-out-cleared', data: { texts: 2, turnId: expect.any(String) } }]);
  expect(await write(talk, 'Two')).toMatchObject({ turnId: expect.any(String) });
});

test('STOP during the rest is STOP, and nothing speaks of a rest afterwards', async () => {
  const talk = await answeredByPerson();
  expect(await write(talk, 'STOP')).toMatchObject({ consent: 'opted_out' });
  expect(await write(talk, 'Hello?')).not.toHaveProperty('restsUntil');
});

test('a setting is from 0 minutes to a week', async () => {
  const { tenant } = await oneText(pool);
  const set = (minutes: number) =>
    pool.query('update sms_agents set pause_after_person_minutes = $2 where agent_id = $1', [tenant.agentId, minutes]);
  await expect(set(-1)).rejects.toThrow(/check/);
  await expect(set(10_081)).rejects.toThrow(/check/);
  await set(10_080);
  await sendAs(pool, tenant, 'manual');
  const row = await readRow(pool, 'select agent_rests_until - now() as left from interactions where tenant_id = $1', [
    tenant.tenantId,
  ]);
  expect((row.left as { days: number }).days).toBeGreaterThanOrEqual(6);
});
