import { changeConversation } from '../../src/db/conversations';
import { type FactToSignal, ingestInbound } from '../../src/db/ingest';
import { inTransaction } from '../../src/db/pool';
import { recordSend } from '../../src/db/sends';
import { claimTurn, endAttempt } from '../../src/db/turns';
import { INTERACTION_STATUSES } from '../../src/domain/status';
import type { TurnState } from '../../src/domain/turn';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, newNumber, newSend, readRow, type Tenant, takeIn } from '../support/tenant';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const textIn = (tenant: Tenant, body = 'Hi') => takeIn(database.pool, inboundText(tenant, body));

async function messagesOf(tenant: Tenant) {
  const { rows } = await database.pool.query('select * from messages where tenant_id = $1 order by seq', [
    tenant.tenantId,
  ]);
  return rows;
}

test('a text is a message, an event and a fact, in one conversation', async () => {
  const tenant = await createTenant(database.pool);
  const text = inboundText(tenant, 'Hi, are you open? ✓');
  const fact = await takeIn(database.pool, text);

  const [message] = await messagesOf(tenant);
  expect(message).toMatchObject({
    interaction_id: fact.interactionId,
    seq: 1,
    direction: 'inbound',
    source: 'inbound',
    body: text.body,
    from_number: tenant.leadPhone,
    to_number: tenant.ourNumber,
    provider_message_id: text.providerMessageId,
    state: 'received',
    segments: 1,
  });
  expect(fact).toEqual({
    tenantId: tenant.tenantId,
    interactionId: message.interaction_id,
    seq: 1,
    after: 0,
    at: message.created_at.getTime(),
    type: 'inbound-message',
    data: {
      messageId: message.message_id,
      agentMode: true,
      turnId: `turn_${fact.interactionId.slice(4)}_1`,
      windowMs: 7_000,
      agentName: 'Dental AI',
    },
    provider: 'twilio',
  });
  expect(
    await readRow(database.pool, 'select * from events where interaction_id = $1', [fact.interactionId]),
  ).toMatchObject({
    seq: 1,
    type: 'inbound-message',
    after_seq: 0,
    signalled_at: null,
    data: fact.data,
  });
  expect(
    await readRow(database.pool, 'select * from interactions where interaction_id = $1', [fact.interactionId]),
  ).toMatchObject({
    last_seq: 1,
    last_signal_seq: 1,
    last_message_id: message.message_id,
    last_message_at: message.created_at,
    last_direction: 'inbound',
  });
});

test('nothing of the text or the numbers is in what Temporal will hold', async () => {
  const tenant = await createTenant(database.pool, { lead: { first_name: 'Jane' } });
  const { provider: _provider, ...fact } = await textIn(tenant, 'My knee hurts');
  for (const personal of ['knee', 'Jane', tenant.leadPhone, tenant.ourNumber])
    expect(JSON.stringify(fact)).not.toContain(personal);
});

test('a NUL is left out, and the text is kept', async () => {
  const tenant = await createTenant(database.pool);
  await textIn(tenant, 'a\0b\0');
  expect((await messagesOf(tenant))[0].body).toBe('ab');
});

test.each<[what: string, body: string]>([
  ['an empty text', ''],
  ['a text of quotes and backslashes', `'; drop table messages; -- \\ " $1 \${x}`],
  ['emoji, Arabic and a line break', '😀\nمرحبا'],
  ['half a surrogate pair', 'a\ud83d'],
  ['20,000 characters', 'x'.repeat(20_000)],
])('%s is kept as it came', async (_what, body) => {
  const tenant = await createTenant(database.pool);
  await textIn(tenant, body);
  expect((await messagesOf(tenant))[0].body).toBe(Buffer.from(body, 'utf8').toString('utf8'));
});

describe('the same text again', () => {
  test('five times at once is one message', async () => {
    const tenant = await createTenant(database.pool);
    const text = inboundText(tenant, 'Hi');
    const results = await Promise.all(Array.from({ length: 5 }, () => ingestInbound(database.pool, text)));
    expect(results.map((result) => result.outcome).sort()).toEqual([...Array(4).fill('duplicate'), 'recorded']);
    expect((await messagesOf(tenant)).map((message) => message.seq)).toEqual([1]);
    expect(
      await readRow(database.pool, 'select last_seq from interactions where tenant_id = $1', [tenant.tenantId]),
    ).toEqual({ last_seq: 1 });
  });

  test('from a phone nobody has, five times at once, is one message of one placeholder lead', async () => {
    const tenant = await createTenant(database.pool);
    const text = inboundText(tenant, 'Hi', { from: newNumber() });
    await Promise.all(Array.from({ length: 5 }, () => ingestInbound(database.pool, text)));
    expect(await messagesOf(tenant)).toHaveLength(1);
    const leads = await database.pool.query('select 1 from leads where phone = $1', [text.from]);
    expect(leads.rowCount).toBe(1);
  });

  test('after a day is still the same text', async () => {
    const tenant = await createTenant(database.pool);
    const text = inboundText(tenant, 'Hi');
    await takeIn(database.pool, text);
    await database.pool.query(`update messages set created_at = now() - interval '30 days' where tenant_id = $1`, [
      tenant.tenantId,
    ]);
    expect(await ingestInbound(database.pool, text)).toEqual({ outcome: 'duplicate', optOutOf: null });
  });

  test('with the same id at another provider or tenant is another text', async () => {
    const [one, other] = [await createTenant(database.pool), await createTenant(database.pool)];
    const text = inboundText(one, 'Hi');
    await takeIn(database.pool, text);
    await takeIn(database.pool, { ...text, provider: 'vonage' });
    await takeIn(database.pool, { ...text, from: other.leadPhone, to: other.ourNumber });
  });
});

test('twenty different texts at once begin one conversation: twenty messages, no hole, one placeholder lead', async () => {
  const tenant = await createTenant(database.pool);
  const from = newNumber();
  const bodies = Array.from({ length: 20 }, (_, index) => `text ${index}`);
  const facts = await Promise.all(bodies.map((body) => takeIn(database.pool, inboundText(tenant, body, { from }))));

  const messages = await messagesOf(tenant);
  expect(messages.map((message) => message.seq)).toEqual(bodies.map((_, index) => index + 1));
  expect(new Set(messages.map((message) => message.body))).toEqual(new Set(bodies));
  expect(new Set(facts.map((fact) => fact.interactionId)).size).toBe(1);
  expect(new Set(facts.map((fact) => fact.data.turnId)).size).toBe(1);
  expect((await database.pool.query('select 1 from leads where phone = $1', [from])).rowCount).toBe(1);
  expectChain(facts);
});

test('two tenants whose leads share a phone have a conversation each', async () => {
  const [one, other] = [await createTenant(database.pool), await createTenant(database.pool)];
  const from = newNumber();
  const facts = await Promise.all(
    [one, other].map((tenant) => takeIn(database.pool, inboundText(tenant, 'Hi', { from }))),
  );
  expect(new Set(facts.map((fact) => fact.interactionId)).size).toBe(2);
});

describe('the chain of facts', () => {
  test('each names the fact before it, and skips events the workflow is not told of', async () => {
    const tenant = await createTenant(database.pool);
    const { tenantId, interactionId, data } = await textIn(tenant);
    const claim = await claimTurn(database.pool, tenantId, String(data.turnId)); // event 2 is no fact
    expect(claim.outcome).toBe('claimed');
    const second = await textIn(tenant);
    const sent = await inTransaction(database.pool, (tx) => recordSend(tx, newSend(tenant)));
    const changed = await inTransaction(database.pool, (tx) =>
      changeConversation(tx, tenantId, interactionId, { agentMode: false, status: 'qualified' }),
    );
    const facts = [second, ...(sent.outcome === 'recorded' ? [sent.fact] : []), ...(changed ?? [])];
    expect(facts.map((fact) => [fact.type, fact.seq, fact.after])).toEqual([
      ['inbound-message', 3, 1],
      ['send', 4, 3],
      ['agent-mode-set', 5, 4],
      ['status-set', 6, 5],
    ]);
    const { rows } = await database.pool.query('select seq, at from events where interaction_id = $1 order by seq', [
      interactionId,
    ]);
    expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    const times = rows.map((row) => row.at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('of a transaction that was rolled back leaves no hole', async () => {
    const tenant = await createTenant(database.pool);
    await textIn(tenant);
    const broken = inTransaction(database.pool, async (tx) => {
      await takeIn(tx, inboundText(tenant, 'lost'));
      throw new Error('the process stumbled');
    });
    await expect(broken).rejects.toThrow('stumbled');
    expect(await textIn(tenant)).toMatchObject({ seq: 2, after: 1 });
  });
});

test.each(
  INTERACTION_STATUSES.map((before) => [before, ['completed', 'incomplete'].includes(before) ? 'in_progress' : before]),
)('a text on %s makes it %s', async (before, after) => {
  const tenant = await createTenant(database.pool);
  const { interactionId } = await textIn(tenant);
  await database.pool.query('update interactions set status = $2 where interaction_id = $1', [interactionId, before]);
  const { data } = await textIn(tenant);
  expect(data.status).toBe(after === before ? undefined : after);
  expect(
    await readRow(database.pool, 'select status from interactions where interaction_id = $1', [interactionId]),
  ).toEqual({ status: after });
});

describe('the turn a text belongs to', () => {
  /** What a text does to a turn in each state: join it, or open a new one whose batch begins with which text. */
  const RULES: Record<TurnState, { joins: true } | { joins: false; state: TurnState; batchFrom: 1 | 2 }> = {
    collecting: { joins: true },
    retrying: { joins: true },
    asking: { joins: false, state: 'superseded', batchFrom: 1 },
    waiting: { joins: false, state: 'superseded', batchFrom: 1 },
    failed: { joins: false, state: 'superseded', batchFrom: 1 },
    answered: { joins: false, state: 'answered', batchFrom: 2 },
    answered_by_person: { joins: false, state: 'answered_by_person', batchFrom: 2 },
    dropped: { joins: false, state: 'dropped', batchFrom: 2 },
    superseded: { joins: false, state: 'superseded', batchFrom: 2 }, // always followed by the turn that superseded it
  };

  test.each(Object.entries(RULES))('when the turn before is %s', async (before, rule) => {
    const tenant = await createTenant(database.pool);
    const first = await textIn(tenant);
    await database.pool.query('update turns set state = $2 where turn_id = $1', [first.data.turnId, before]);
    const second = await textIn(tenant);

    expect(second.data.turnId === first.data.turnId).toBe(rule.joins);
    const turn = await readRow(database.pool, 'select * from turns where turn_id = $1', [second.data.turnId]);
    expect(turn).toMatchObject({ last_seq: 2, first_seq: rule.joins ? 1 : rule.batchFrom });
    expect(turn.last_text_at).toEqual(expect.any(Date));
    const old = await readRow(database.pool, 'select state, ended_at from turns where turn_id = $1', [
      first.data.turnId,
    ]);
    expect(old.state).toBe(rule.joins ? before : rule.state);
    if (old.state === 'superseded' && before !== 'superseded') expect(old.ended_at).not.toBeNull();
  });

  test('a chain of superseded turns keeps everything unanswered together', async () => {
    const tenant = await createTenant(database.pool);
    let fact: FactToSignal = await textIn(tenant, 'one');
    for (const body of ['two', 'three']) {
      await claimTurn(database.pool, tenant.tenantId, String(fact.data.turnId));
      fact = await textIn(tenant, body);
    }
    const claim = await claimTurn(database.pool, tenant.tenantId, String(fact.data.turnId));
    expect(claim).toMatchObject({
      turn: { payload: { message: { combinedText: 'one\ntwo\nthree', messageCount: 3 } } },
    });
  });

  test('a text that joins a turn being retried is shown at the next try', async () => {
    const tenant = await createTenant(database.pool);
    const { tenantId } = tenant;
    const turnId = String((await textIn(tenant, 'one')).data.turnId);
    await claimTurn(database.pool, tenantId, turnId);
    await endAttempt(database.pool, {
      tenantId,
      turnId,
      attempt: 1,
      outcome: 'TIMEOUT',
      httpStatus: null,
      next: 'retrying',
    });
    await textIn(tenant, 'two');
    expect(await claimTurn(database.pool, tenantId, turnId)).toMatchObject({
      turn: { attempt: 2, payload: { message: { combinedText: 'one\ntwo' } } },
    });
  });

  test('with Agent Mode off there is none', async () => {
    const tenant = await createTenant(database.pool);
    const { interactionId } = await textIn(tenant);
    await inTransaction(database.pool, (tx) =>
      changeConversation(tx, tenant.tenantId, interactionId, { agentMode: false }),
    );
    const { data } = await textIn(tenant);
    expect(data).toEqual({ messageId: expect.any(String), agentMode: false });
  });

  test('an agent that was switched off meanwhile is not asked, and what it is answering is stale', async () => {
    const tenant = await createTenant(database.pool);
    const first = await textIn(tenant);
    await claimTurn(database.pool, tenant.tenantId, String(first.data.turnId));
    await database.pool.query('update sms_agents set active = false where agent_id = $1', [tenant.agentId]);
    const second = await textIn(tenant);
    expect(second.data).toEqual({ messageId: expect.any(String), agentMode: true });
    expect(await readRow(database.pool, 'select state from turns where turn_id = $1', [first.data.turnId])).toEqual({
      state: 'superseded',
    });
  });
});

function expectChain(facts: FactToSignal[]): void {
  const inOrder = [...facts].sort((a, b) => a.seq - b.seq);
  expect(inOrder.map((fact) => fact.after)).toEqual([0, ...inOrder.slice(0, -1).map((fact) => fact.seq)]);
}
