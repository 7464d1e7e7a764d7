import { changeConversation } from '../../src/db/conversations';
import { claimDelivery, recordUnconfirmed, recordVerdict } from '../../src/db/deliveries';
import { type DeliveryReport, ingestReport } from '../../src/db/ingest';
import { inTransaction, type Pool } from '../../src/db/pool';
import { readSnapshot } from '../../src/db/snapshot';
import { failTurn } from '../../src/db/turns';
import type { MessageState } from '../../src/domain/delivery';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type Asked, asked, conversationOf, queuedText, reply, replyByApi, sendAs } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const attentionOf = async ({ fact }: Asked) => (await conversationOf(pool, fact.interactionId)).attention;
const neededBy = async ({ tenantId, fact }: Asked) =>
  (await readSnapshot(pool, tenantId, fact.interactionId)).needsPerson;

/** A text of ours that is being handed over. */
async function sending(talk: Asked): Promise<string> {
  const messageId = await queuedText(pool, talk.tenant);
  await claimDelivery(pool, talk.tenantId, messageId);
  return messageId;
}

const verdict = (talk: Asked, messageId: string, kind: 'accepted' | 'refused' | 'not-taken' | 'unclear') =>
  recordVerdict(pool, {
    ...{ tenantId: talk.tenantId, messageId, attempt: 1, kind, notify: false },
    providerMessageId: kind === 'accepted' ? `SM_${messageId}` : null,
    errorCode: kind === 'refused' ? '21614' : null,
    errorMessage: null,
  });

const report = (messageId: string, state: MessageState, parts: Partial<DeliveryReport> = {}) =>
  ingestReport(pool, {
    ...{ messageId, providerMessageId: `SM_${messageId}`, status: state, state },
    ...{ errorCode: null, errorMessage: null, speaksFor: null, ...parts },
  });

const change = (talk: Asked, what: Parameters<typeof changeConversation>[3]) =>
  inTransaction(pool, (tx) => changeConversation(tx, talk.tenantId, talk.fact.interactionId, what));

async function unconfirmed(talk: Asked): Promise<string> {
  const messageId = await sending(talk);
  await verdict(talk, messageId, 'unclear');
  await recordUnconfirmed(pool, talk.tenantId, messageId);
  return messageId;
}

test.each<[what: string, happens: (talk: Asked) => Promise<unknown>, reason: string | null]>([
  ['the agent fails', (talk) => failTurn(pool, talk.tenantId, talk.turnId), 'agent_failed'],
  ['the provider refuses a text', async (talk) => verdict(talk, await sending(talk), 'refused'), 'send_failed'],
  ['the provider does not take a text yet', async (talk) => verdict(talk, await sending(talk), 'not-taken'), null],
  ['a send is unclear', async (talk) => verdict(talk, await sending(talk), 'unclear'), null],
  ['a send stays without evidence', unconfirmed, 'send_unconfirmed'],
  [
    'a text does not arrive',
    async (talk) => {
      const messageId = await sending(talk);
      await verdict(talk, messageId, 'accepted');
      await report(messageId, 'undelivered');
    },
    'send_failed',
  ],
  [
    'a text arrives',
    async (talk) => {
      const messageId = await sending(talk);
      await verdict(talk, messageId, 'accepted');
      await report(messageId, 'delivered');
    },
    null,
  ],
  ['a doubt is settled: it arrived', async (talk) => report(await unconfirmed(talk), 'delivered'), null],
  ['a doubt is settled: it did not', async (talk) => report(await unconfirmed(talk), 'failed'), 'send_failed'],
])('when %s, the conversation asks for a person as it should', async (_what, happens, reason) => {
  const talk = await asked(pool);
  await happens(talk);
  expect(await attentionOf(talk)).toBe(reason);
  // A workflow that starts from here says the same in the Temporal UI.
  expect(await neededBy(talk)).toBe(reason?.replaceAll('_', ' ') ?? null);
});

test.each<[what: string, happens: (talk: Asked) => Promise<unknown>, cleared: boolean]>([
  ['a person writes', (talk) => sendAs(pool, talk.tenant, 'manual'), true],
  ['a program writes', (talk) => sendAs(pool, talk.tenant, 'api'), false],
  ['somebody sets the status', (talk) => change(talk, { status: 'qualified' }), true],
  ['somebody sets the status that there is', (talk) => change(talk, { status: 'follow_up' }), false],
  ['somebody switches Agent Mode', (talk) => change(talk, { agentMode: false }), false],
  ['a person looked', (talk) => change(talk, { attention: null }), true],
  ['the agent answers the failed turn through the API', (talk) => replyByApi(pool, talk), true],
  ['the agent answers the failed turn in its answer', (talk) => reply(pool, talk), true],
])('after the agent failed, %s: cleared is %#', async (_what, happens, cleared) => {
  const talk = await asked(pool);
  await failTurn(pool, talk.tenantId, talk.turnId);
  await happens(talk);
  const { attention, attention_at } = await conversationOf(pool, talk.fact.interactionId);
  expect([attention, attention_at === null]).toEqual([cleared ? null : 'agent_failed', cleared]);
});

test('the agent’s late reply tells the workflow that nobody is needed any more', async () => {
  const talk = await asked(pool);
  await failTurn(pool, talk.tenantId, talk.turnId);
  expect(await replyByApi(pool, talk)).toMatchObject({ fact: { data: { attentionCleared: true } } });
});

test('looking is an event that the workflow is told of, once', async () => {
  const talk = await asked(pool);
  await failTurn(pool, talk.tenantId, talk.turnId);
  expect(await change(talk, { attention: null })).toMatchObject([
    { type: 'attention-cleared', data: { reason: 'agent_failed' } },
  ]);
  expect(await change(talk, { attention: null })).toEqual([]);
});

test('a near opt-out is taken away by nothing of this', async () => {
  const talk = await asked(pool);
  await pool.query(
    `update interactions set attention = 'near_opt_out', attention_at = now() where interaction_id = $1`,
    [talk.fact.interactionId],
  );
  await verdict(talk, await sending(talk), 'refused');
  await failTurn(pool, talk.tenantId, talk.turnId);
  await change(talk, { status: 'qualified', attention: null });
  await sendAs(pool, talk.tenant, 'manual');
  expect(await attentionOf(talk)).toBe('near_opt_out');
  expect(await neededBy(talk)).toBe('near opt-out');
});
