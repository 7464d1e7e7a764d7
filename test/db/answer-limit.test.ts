import { askAgentAgain } from '../../src/db/ask-agent';
import { inTransaction, type Pool, type Queryable } from '../../src/db/pool';
import { recordSend } from '../../src/db/sends';
import { claimTurn, failLimitedTurn } from '../../src/db/turns';
import { ANSWERS_PER_HOUR } from '../../src/domain/turn';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { inboundText, newSend, readRow, type Tenant, takeIn } from '../support/tenant';
import {
  type Asked,
  conversationOf,
  inOrder,
  messageOf,
  oneText,
  queuedText,
  reply,
  replyByApi,
  sendAs,
  turnOf,
} from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

/** A conversation whose agent may give two answers within an hour, and gave so many; its lead has written again. */
async function answered(times: number) {
  const talk = await oneText(pool, { agent: { answers_per_hour: 2 } });
  for (let n = 0; n < times; n++) await answer(talk.tenant);
  const { data } = await takeIn(pool, inboundText(talk.tenant, 'And?'));
  return { ...talk, interactionId: talk.fact.interactionId, turnId: String(data.turnId) };
}

/** The agent answers, as it may at any time when it names no turn. @returns the answer's id */
async function answer(tenant: Tenant): Promise<string> {
  const sent = await answerAnyhow(tenant);
  if (sent.outcome !== 'recorded') throw new Error(sent.outcome);
  return String(sent.fact.data.messageId);
}

const answerAnyhow = (tenant: Tenant, db: Queryable | null = null) => {
  const record = (tx: Queryable) => recordSend(tx, newSend(tenant, { source: 'sms_agent' }));
  return db === null ? inTransaction(pool, record) : record(db);
};

/** The same, and its agent is being asked, as it was one answer before its limit. */
async function asking(times = 1): Promise<Asked & { interactionId: string }> {
  const talk = await answered(times);
  const claim = await claimTurn(pool, talk.tenantId, talk.turnId);
  if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
  return { ...talk, askedSeq: claim.turn.askedSeq, attempt: claim.turn.attempt };
}

const shown = async ({ interactionId, turnId }: { interactionId: string; turnId: string }) => {
  const { status, attention } = await conversationOf(pool, interactionId);
  return { status, attention, turn: (await turnOf(pool, turnId)).state };
};
const LIMITED = { status: 'follow_up', attention: 'answer_limit', turn: 'failed' };

test('below the limit the agent is asked, and its answer leaves', async () => {
  const talk = await asking();
  expect(await reply(pool, talk)).toMatchObject({ outcome: 'queued' }); // behind the answer before
  expect(await shown(talk)).toMatchObject({ attention: null, turn: 'answered' });
});

test('at the limit it is not asked: the turn fails, a person looks, and the workflow is told', async () => {
  const talk = await answered(2);
  expect(await claimTurn(pool, talk.tenantId, talk.turnId)).toEqual({ outcome: 'closed' });
  expect(await shown(talk)).toEqual(LIMITED);
  const event = await readRow(
    pool,
    `select * from events where interaction_id = $1 and type = 'answer-limit-reached'`,
    [talk.interactionId],
  );
  expect(event).toMatchObject({
    data: { turnId: talk.turnId, answersPerHour: 2, status: 'follow_up' },
    after_seq: expect.any(Number),
    signalled_at: null,
  });
  // Claimed again, as after a crash, it is closed, and nothing happens twice.
  expect(await claimTurn(pool, talk.tenantId, talk.turnId)).toEqual({ outcome: 'closed' });
});

test('a reply in the webhook’s answer is kept as withheld, when another answer was the last that may leave', async () => {
  const talk = await asking();
  await answerElsewhere(talk.interactionId);
  const messageId = newId('message');
  expect(await reply(pool, talk, messageId)).toEqual({ outcome: 'answer_limit' });
  expect(await messageOf(pool, messageId)).toMatchObject({ state: 'withheld', withheld_rule: 'answer_limit' });
  expect(await shown(talk)).toEqual(LIMITED);
});

test('an answer that is being recorded counts: the window’s end waits for it, and finds the limit reached', async () => {
  const talk = await answered(1);
  const claim = await inOrder(
    pool,
    (tx) => answerAnyhow(talk.tenant, tx),
    () => claimTurn(pool, talk.tenantId, talk.turnId),
  );
  expect(claim).toEqual({ outcome: 'closed' });
  expect(await shown(talk)).toEqual(LIMITED);
});

test('of two answers through the API at once, each to no turn, one is refused', async () => {
  const { tenant, interactionId } = await answered(0);
  await pool.query(`update turns set state = 'dropped' where interaction_id = $1`, [interactionId]);
  await answer(tenant);
  const second = await inOrder(
    pool,
    (tx) => answerAnyhow(tenant, tx),
    () => answerAnyhow(tenant),
  );
  expect(second).toMatchObject({
    outcome: 'refused',
    code: 'ANSWER_LIMIT_REACHED',
    details: { answersPerHour: 2, retryAt: expect.any(String) },
  });
});

test('a reply through the API is refused with the turn, which then fails', async () => {
  const talk = await asking();
  await answerElsewhere(talk.interactionId);
  expect(await replyByApi(pool, talk)).toMatchObject({
    outcome: 'refused',
    code: 'ANSWER_LIMIT_REACHED',
    details: { answersPerHour: 2, turnId: talk.turnId },
  });
  expect(await shown(talk)).toMatchObject({ turn: 'asking' }); // the refusal itself writes nothing
  expect(await failLimitedTurn(pool, talk.tenantId, talk.turnId)).toMatchObject({
    type: 'answer-limit-reached',
    interactionId: talk.interactionId,
    data: { turnId: talk.turnId, status: 'follow_up' },
  });
  expect(await shown(talk)).toEqual(LIMITED);
  expect(await failLimitedTurn(pool, talk.tenantId, talk.turnId)).toBeNull();
  expect(await failLimitedTurn(pool, newId('tenant'), talk.turnId)).toBeNull();
});

/** One more answer than the turn's own, which leaves the turn as it is. */
async function answerElsewhere(interactionId: string): Promise<void> {
  await pool.query(
    `insert into messages (message_id, tenant_id, interaction_id, seq, direction, source, body, from_number, to_number, provider, state, segments)
     select $2, tenant_id, interaction_id, last_seq + 100, 'outbound', 'sms_agent', 'Hi', our_number, lead_number, provider, 'sent', 1
       from interactions where interaction_id = $1`,
    [interactionId, newId('message')],
  );
}

describe('what counts as an answer', () => {
  const claimAfter = async (change: (talk: Awaited<ReturnType<typeof answered>>) => Promise<unknown>) => {
    const talk = await answered(2);
    await change(talk);
    return (await claimTurn(pool, talk.tenantId, talk.turnId)).outcome;
  };
  const set = (what: string) => (talk: { interactionId: string }) =>
    pool.query(
      `update messages set ${what} where interaction_id = $1 and source = 'sms_agent' and seq = (
      select max(seq) from messages where interaction_id = $1 and source = 'sms_agent')`,
      [talk.interactionId],
    );

  test.each([
    ['one that is on its way', `state = 'queued'`, 'closed'],
    ['one that was delivered', `state = 'delivered'`, 'closed'],
    ['one of which nobody knows', `state = 'unconfirmed'`, 'closed'],
    ['one that was refused', `state = 'failed'`, 'claimed'],
    ['one that did not arrive', `state = 'undelivered'`, 'claimed'],
    ['one that was withheld', `state = 'withheld'`, 'claimed'],
    ['one that is older than an hour', `created_at = now() - interval '61 minutes'`, 'claimed'],
    ['a person’s', `source = 'manual'`, 'claimed'],
  ])('%s: %s → %s', async (_what, change, outcome) => {
    expect(await claimAfter(set(change))).toBe(outcome);
  });

  test('those of another conversation do not', async () => {
    const talk = await answered(1);
    await answered(2);
    expect((await claimTurn(pool, talk.tenantId, talk.turnId)).outcome).toBe('claimed');
  });
});

describe('asking again at the limit', () => {
  async function limited() {
    const talk = await answered(2);
    await claimTurn(pool, talk.tenantId, talk.turnId);
    return talk;
  }

  test('a person’s wish is one answer beyond it', async () => {
    const talk = await limited();
    const asked = await askAgentAgain(pool, talk.tenantId, talk.interactionId, true);
    if (asked.outcome !== 'opened') throw new Error(asked.outcome);
    const claim = await claimTurn(pool, talk.tenantId, asked.turnId);
    if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
    const again = { ...talk, turnId: asked.turnId, askedSeq: claim.turn.askedSeq, attempt: 1 };
    expect((await reply(pool, again)).outcome).toBe('queued');
    // And not two: the lead's next text is at the limit again.
    const { data } = await takeIn(pool, inboundText(talk.tenant, 'And then?'));
    expect((await claimTurn(pool, talk.tenantId, String(data.turnId))).outcome).toBe('closed');
  });

  test('its reply may come through the API', async () => {
    const talk = await limited();
    const asked = await askAgentAgain(pool, talk.tenantId, talk.interactionId, true);
    if (asked.outcome !== 'opened') throw new Error(asked.outcome);
    await claimTurn(pool, talk.tenantId, asked.turnId);
    const sent = await replyByApi(pool, { ...talk, turnId: asked.turnId, askedSeq: 0, attempt: 1 });
    expect(sent).toMatchObject({ outcome: 'recorded' });
  });

  test('a program’s wish is refused until the hour is over', async () => {
    const talk = await limited();
    const asked = await askAgentAgain(pool, talk.tenantId, talk.interactionId, false);
    expect(asked).toEqual({ outcome: 'answer_limit', answersPerHour: 2, retryAt: expect.any(String) });
    const left = Date.parse(asked.outcome === 'answer_limit' ? asked.retryAt : '') - Date.now();
    expect(left).toBeGreaterThan(3_500_000);
    expect(left).toBeLessThanOrEqual(3_600_000);
    await pool.query(`update messages set created_at = created_at - interval '1 hour' where interaction_id = $1`, [
      talk.interactionId,
    ]);
    expect(await askAgentAgain(pool, talk.tenantId, talk.interactionId, false)).toMatchObject({ outcome: 'opened' });
  });
});

test('the lead’s next text opens a turn with everything unanswered, which fails again while the hour lasts', async () => {
  const talk = await answered(2);
  await claimTurn(pool, talk.tenantId, talk.turnId);
  const { data } = await takeIn(pool, inboundText(talk.tenant, 'Hello?'));
  const next = String(data.turnId);
  expect((await turnOf(pool, next)).first_seq).toBe((await turnOf(pool, talk.turnId)).first_seq);
  expect((await claimTurn(pool, talk.tenantId, next)).outcome).toBe('closed');
});

test('a person’s and a program’s texts are under no such limit', async () => {
  const { tenant } = await answered(2);
  for (const source of ['manual', 'api'] as const) {
    expect(await sendAs(pool, tenant, source)).toMatchObject({ outcome: 'recorded' });
  }
  expect(await queuedText(pool, tenant)).toMatch(/^msg_/);
});

test('the domain and the table have the same number where nobody says another', async () => {
  const { rows } = await pool.query(
    `select column_default from information_schema.columns where table_name = 'sms_agents' and column_name = 'answers_per_hour'`,
  );
  expect(Number(rows[0].column_default)).toBe(ANSWERS_PER_HOUR);
});
