import { claimDelivery } from '../../src/db/deliveries';
import { inTransaction, type Pool } from '../../src/db/pool';
import { recordSend } from '../../src/db/sends';
import { readSnapshot } from '../../src/db/snapshot';
import { decide, resume } from '../../src/domain/conversation';
import type { Fact } from '../../src/domain/conversation-events';
import { type ConversationState, newConversation } from '../../src/domain/conversation-state';
import type { TurnState } from '../../src/domain/turn';
import { expectPlainJson, SETTINGS } from '../domain/conversation-notation';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, newSend, takeIn } from '../support/tenant';
import { asked, oneText, reply } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const snapshotOf = (talk: { tenantId: string; fact: { interactionId: string } }) =>
  readSnapshot(pool, talk.tenantId, talk.fact.interactionId);

/** What of a state a workflow goes by: notes for people are not in Postgres, and the window's times have a test below. */
const essence = (state: ConversationState) => ({
  ...state,
  turn: state.turn && { ...state.turn, openedAt: 0, lastTextAt: 0 },
  decisions: [],
  needsPerson: null,
});

test('a conversation with one text is what its workflow would have made of it', async () => {
  const talk = await oneText(pool);
  const { type, seq, after, at, data } = talk.fact;
  const event = { type, seq, after, at, ...data } as Fact;
  const { state } = decide(newConversation(talk.fact.interactionId, at), event, SETTINGS);
  expect(essence(await snapshotOf(talk))).toEqual(essence(state));
  expectPlainJson(await snapshotOf(talk));
});

describe('the turn', () => {
  const PHASES: Record<TurnState, string | null> = {
    collecting: 'collecting',
    asking: 'asking',
    retrying: 'asking',
    waiting: 'waiting',
    answered: null,
    superseded: null,
    answered_by_person: null,
    failed: null,
    dropped: null,
  };

  test.each(Object.entries(PHASES))('that is %s: %s', async (state, phase) => {
    const talk = await oneText(pool);
    await takeIn(pool, inboundText(talk.tenant, 'And?'));
    await pool.query('update turns set state = $2 where turn_id = $1', [talk.turnId, state]);
    const { turn } = await snapshotOf(talk);
    const whole = { turnId: talk.turnId, phase, windowMs: 7_000, agentName: 'Dental AI', texts: 2 };
    if (phase === null) expect(turn).toBeNull();
    else expect(turn).toMatchObject(whole);
  });

  test('keeps its window, to the millisecond of Postgres', async () => {
    const talk = await oneText(pool);
    const { at } = await takeIn(pool, inboundText(talk.tenant, 'And?'));
    const { turn } = await snapshotOf(talk);
    expect(Math.abs(turn!.openedAt - talk.fact.at)).toBeLessThan(50);
    expect(Math.abs(turn!.lastTextAt - at)).toBeLessThan(50);
    expect([turn!.openedAt, turn!.lastTextAt].every(Number.isInteger)).toBe(true);
  });
});

test('texts on their way stand in order, the one being handed over too', async () => {
  const tenant = await createTenant(pool);
  const sends = [newSend(tenant), newSend(tenant), newSend(tenant)];
  for (const send of sends) await inTransaction(pool, (tx) => recordSend(tx, send));
  const [first, second, third] = sends.map((send) => send.messageId);
  const interactionId = sends[0]!.newInteractionId;
  await claimDelivery(pool, tenant.tenantId, first!);
  await pool.query(`update messages set state = 'delivered' where message_id = $1`, [second]);

  const state = await readSnapshot(pool, tenant.tenantId, interactionId);
  expect(state.outgoing.map((text) => [text.messageId, text.seq, text.phase])).toEqual([
    [first, 1, 'ready'],
    [third, 3, 'ready'],
  ]);
  expect(state.outgoing.every((text) => Number.isInteger(text.since) && text.since <= Date.now())).toBe(true);
  expect(resume(state, Date.now()).effects).toEqual([{ type: 'deliver-message', messageId: first, lastTry: false }]);
});

test('a reply that was recorded and not handed over is on its way', async () => {
  const talk = await asked(pool);
  const messageId = `msg_${talk.turnId}`;
  await reply(pool, talk, messageId);
  const state = await snapshotOf(talk);
  expect(state).toMatchObject({ turn: null, outgoing: [{ messageId, seq: 3 }] });
});

test('it holds every fact so far, and no event that is none', async () => {
  const talk = await asked(pool); // event 2 is no fact
  expect((await snapshotOf(talk)).handledSeq).toBe(1);
  const { seq, at } = await takeIn(pool, inboundText(talk.tenant, 'And?'));
  expect(await snapshotOf(talk)).toMatchObject({ handledSeq: seq, lastEventAt: at });
});

test('status and Agent Mode are the conversation’s', async () => {
  const talk = await oneText(pool);
  await pool.query(`update interactions set status = 'qualified', agent_mode = false where interaction_id = $1`, [
    talk.fact.interactionId,
  ]);
  expect(await snapshotOf(talk)).toMatchObject({ status: 'qualified', agentMode: false });
});

test('of another tenant there is none', async () => {
  const [talk, other] = [await oneText(pool), await createTenant(pool)];
  await expect(readSnapshot(pool, other.tenantId, talk.fact.interactionId)).rejects.toThrow('no such conversation');
});
