import { askAgentAgain } from '../../src/db/ask-agent';
import { changeConversation } from '../../src/db/conversations';
import { setDoNotContact } from '../../src/db/do-not-contact';
import { inTransaction, type Pool } from '../../src/db/pool';
import { readSnapshot } from '../../src/db/snapshot';
import { claimTurn, endAttempt, failTurn } from '../../src/db/turns';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, takeIn } from '../support/tenant';
import { type Asked, asked, messageOf, oneText, reply, replyByApi, sendAs, turnOf } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const ask = (talk: { tenantId: string; fact: { interactionId: string } }) =>
  askAgentAgain(pool, talk.tenantId, talk.fact.interactionId);

async function failed() {
  const talk = await asked(pool);
  await failTurn(pool, talk.tenantId, talk.turnId);
  return talk;
}

const writes = ({ tenant }: Pick<Asked, 'tenant'>, body: string) => takeIn(pool, inboundText(tenant, body));
const agentMode = (talk: Pick<Asked, 'tenantId' | 'fact'>, on: boolean) =>
  inTransaction(pool, (tx) => changeConversation(tx, talk.tenantId, talk.fact.interactionId, { agentMode: on }));

/** What the agent is shown when the turn is claimed. */
async function shown(tenantId: string, turnId: string) {
  const claim = await claimTurn(pool, tenantId, turnId);
  if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
  return claim.turn;
}

async function opened(talk: Parameters<typeof ask>[0]) {
  const again = await ask(talk);
  if (again.outcome !== 'opened') throw new Error(again.outcome);
  return again;
}

test('after the agent failed: a new turn holds its texts, and may be asked at once', async () => {
  const talk = await failed();
  const again = await opened(talk);
  expect(again).toMatchObject({ texts: 1, fact: { type: 'ask-agent-again', after: 1 } });
  expect(again.fact.data).toEqual({ turnId: again.turnId, agentName: 'Dental AI', texts: 1 });
  expect(await turnOf(pool, talk.turnId)).toMatchObject({ state: 'superseded' });
  expect((await shown(talk.tenantId, again.turnId)).payload.message).toMatchObject({ combinedText: 'Hi' });
});

test('texts that came while Agent Mode was off are in it, and it stays off', async () => {
  const talk = await failed();
  await agentMode(talk, false);
  await writes(talk, 'Hello?');
  const again = await opened(talk);
  expect(again.texts).toBe(2);
  expect((await shown(talk.tenantId, again.turnId)).payload.message.combinedText).toBe('Hi\nHello?');
  const { agentMode: on, turn } = await readSnapshot(pool, talk.tenantId, talk.fact.interactionId);
  expect([on, turn?.turnId, turn?.windowMs]).toEqual([false, again.turnId, 0]);
});

test('what the lead adds while the agent is asked again is asked with it, with Agent Mode off too', async () => {
  const talk = await failed();
  await agentMode(talk, false);
  const again = await opened(talk);
  const { askedSeq, attempt } = await shown(talk.tenantId, again.turnId);
  const fact = await writes(talk, 'And on Sunday?');
  const next = String(fact.data.turnId);
  expect(fact.data).toMatchObject({ agentMode: false, turnId: expect.not.stringMatching(again.turnId) });
  // The answer to what the agent was shown would be stale.
  const late = { ...talk, turnId: again.turnId, askedSeq, attempt };
  expect(await reply(pool, late)).toMatchObject({ outcome: 'stale' });
  expect((await shown(talk.tenantId, next)).payload.message.combinedText).toBe('Hi\nAnd on Sunday?');
});

test('of ten clicks at once one opens a turn, and the others are told of it', async () => {
  const talk = await failed();
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => ask(talk)));
  const first = outcomes.find(({ outcome }) => outcome === 'opened');
  expect(outcomes.filter(({ outcome }) => outcome === 'turn_open')).toHaveLength(9);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ turnId: (first as { turnId: string }).turnId });
});

describe('there is nothing to answer', () => {
  test.each<[what: string, answers: (talk: Asked) => Promise<unknown>]>([
    ['a person wrote', (talk) => sendAs(pool, talk.tenant, 'manual')],
    ['the agent replied in its answer', (talk) => reply(pool, talk)],
    ['the agent replied through the API', (talk) => replyByApi(pool, talk)],
  ])('after %s', async (_what, answers) => {
    const talk = await asked(pool);
    await answers(talk);
    expect(await ask(talk)).toEqual({ outcome: 'nothing' });
    await agentMode(talk, false);
    await writes(talk, 'One more thing');
    expect(await ask(talk)).toMatchObject({ outcome: 'opened', texts: 1 });
  });

  test('but an answer that the provider refused was none, nor was a program’s text', async () => {
    const talk = await asked(pool);
    await sendAs(pool, talk.tenant, 'api');
    const refused = await sendAs(pool, talk.tenant, 'manual');
    expect(await ask(talk)).toEqual({ outcome: 'nothing' });
    const messageId = refused.outcome === 'recorded' ? String(refused.fact.data.messageId) : '';
    await pool.query(`update messages set state = 'failed' where message_id = $1`, [messageId]);
    expect((await messageOf(pool, messageId)).state).toBe('failed');
    expect(await ask(talk)).toMatchObject({ outcome: 'opened', texts: 1 });
  });
});

test('while a turn is open, whatever its state, the agent is not asked twice', async () => {
  const talk = await oneText(pool);
  expect(await ask(talk)).toEqual({ outcome: 'turn_open', turnId: talk.turnId });
  const { attempt } = await shown(talk.tenantId, talk.turnId);
  expect(await ask(talk)).toMatchObject({ outcome: 'turn_open' });
  const end = { tenantId: talk.tenantId, turnId: talk.turnId, attempt, httpStatus: 202 };
  await endAttempt(pool, { ...end, outcome: 'taken', next: 'waiting' });
  expect(await ask(talk)).toMatchObject({ outcome: 'turn_open' });
});

test('the failed turn’s late reply is refused then: the lead is answered once', async () => {
  const talk = await failed();
  const again = await opened(talk);
  expect(await replyByApi(pool, talk)).toMatchObject({
    outcome: 'refused',
    code: 'STALE_TURN',
    details: { turnId: again.turnId },
  });
  expect(await reply(pool, talk)).toMatchObject({ outcome: 'stale' });
});

test('a person’s text answers the turn that was asked for', async () => {
  const talk = await failed();
  const again = await opened(talk);
  await sendAs(pool, talk.tenant, 'manual');
  expect(await turnOf(pool, again.turnId)).toMatchObject({ state: 'answered_by_person' });
});

test('nobody is asked about a lead who is not to be texted', async () => {
  const talk = await failed();
  const decision = { ...talk.tenant, channel: 'sms' as const, reason: 'asked on the phone', by: 'user_1' };
  await inTransaction(pool, (tx) => setDoNotContact(tx, decision, newId('doNotContact')));
  expect(await ask(talk)).toEqual({ outcome: 'withheld', rule: 'do_not_contact' });
});

test('nobody is asked where no agent is responsible', async () => {
  const tenant = await createTenant(pool, { agent: { active: false } });
  const fact = await takeIn(pool, inboundText(tenant, 'Hi'));
  expect(await ask({ tenantId: tenant.tenantId, fact })).toEqual({ outcome: 'no_agent' });
});

test('another tenant’s conversation is not there', async () => {
  const [talk, other] = [await failed(), await createTenant(pool)];
  expect(await ask({ tenantId: other.tenantId, fact: talk.fact })).toEqual({ outcome: 'missing' });
});
