import { changeConversation } from '../../src/db/conversations';
import { inTransaction, type Pool } from '../../src/db/pool';
import { recordSend } from '../../src/db/sends';
import { failTurn } from '../../src/db/turns';
import { type ReplyRefusal, replyRefusal, type TurnState } from '../../src/domain/turn';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { inboundText, newSend, takeIn } from '../support/tenant';
import {
  type Asked,
  asked,
  conversationOf,
  messageOf,
  reply,
  replyByApi,
  sendAs,
  turnOf,
  waitingForLocks,
} from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

describe('a reply in the agent’s answer', () => {
  test('answers its turn and is claimed for delivery', async () => {
    const talk = await asked(pool);
    const messageId = newId('message');
    expect(await reply(pool, talk, messageId)).toEqual({
      outcome: 'claimed',
      seq: 3,
      from: talk.tenant.ourNumber,
      to: talk.tenant.leadPhone,
      provider: 'twilio',
      account: null,
    });
    expect(await messageOf(pool, messageId)).toMatchObject({
      state: 'sending',
      source: 'sms_agent',
      turn_id: talk.turnId,
      seq: 3,
    });
    expect(await turnOf(pool, talk.turnId)).toMatchObject({
      state: 'answered',
      reply_message_id: messageId,
      ended_at: expect.any(Date),
    });
    const tries = await pool.query('select * from turn_attempts where turn_id = $1', [talk.turnId]);
    expect(tries.rows).toMatchObject([{ attempt: 1, outcome: 'replied', ended_at: expect.any(Date) }]);
    const attempts = await pool.query('select attempt, verdict from send_attempts where message_id = $1', [messageId]);
    expect(attempts.rows).toEqual([{ attempt: 1, verdict: null }]);
    const shown = await conversationOf(pool, talk.fact.interactionId);
    expect(shown).toMatchObject({ last_message_id: messageId, last_direction: 'outbound', last_signal_seq: 1 });
  });

  test('waits where a text of ours is still on its way', async () => {
    const talk = await asked(pool);
    await sendAs(pool, talk.tenant, 'api');
    const messageId = newId('message');
    expect(await reply(pool, talk, messageId)).toMatchObject({ outcome: 'queued' });
    expect((await messageOf(pool, messageId)).state).toBe('queued');
  });

  test('of two at once answers once: the other learns of the first', async () => {
    const talk = await asked(pool);
    const results = await Promise.all([reply(pool, talk), reply(pool, talk)]);
    expect(results.map((result) => result.outcome).sort()).toEqual(['claimed', 'replied_before']);
    const said = await pool.query(`select 1 from messages where turn_id = $1 and direction = 'outbound'`, [
      talk.turnId,
    ]);
    expect(said.rowCount).toBe(1);
  });

  test('has its time in the order of its number, though it had to wait for the conversation', async () => {
    const talk = await asked(pool);
    let replying: Promise<unknown> = Promise.resolve();
    await inTransaction(pool, async (tx) => {
      await recordSend(tx, newSend(talk.tenant));
      replying = reply(pool, talk);
      await waitingForLocks(pool, 1);
    });
    await replying;
    const { rows } = await pool.query(
      'select m.seq, m.created_at, e.at from messages m join events e using (interaction_id, seq) where m.interaction_id = $1 order by m.seq',
      [talk.fact.interactionId],
    );
    expect(rows).toHaveLength(3);
    expect(rows.map((row) => row.created_at)).toEqual(rows.map((row) => row.at));
  });

  const closings: Record<string, { close: (talk: Asked) => Promise<unknown>; outcome: string; rule: string }> = {
    'the lead wrote again': {
      close: (talk) => takeIn(pool, inboundText(talk.tenant, 'And?')),
      outcome: 'stale',
      rule: 'stale',
    },
    'a person answered': {
      close: (talk) => sendAs(pool, talk.tenant, 'manual'),
      outcome: 'answered_by_person',
      rule: 'answered_by_person',
    },
    'Agent Mode was switched off': {
      close: (talk) =>
        inTransaction(pool, (tx) =>
          changeConversation(tx, talk.tenantId, talk.fact.interactionId, { agentMode: false }),
        ),
      outcome: 'dropped',
      rule: 'dropped',
    },
    'the agent replied through the API': {
      close: (talk) => replyByApi(pool, talk),
      outcome: 'answered',
      rule: 'answered',
    },
    'its turn failed and a person answered': {
      close: async (talk) => {
        await failTurn(pool, talk.tenantId, talk.turnId);
        await sendAs(pool, talk.tenant, 'manual');
      },
      outcome: 'answered_by_person',
      rule: 'answered_by_person',
    },
  };

  test.each(Object.entries(closings))('is kept and not sent when %s first', async (_what, { close, outcome, rule }) => {
    const talk = await asked(pool);
    await close(talk);
    const messageId = newId('message');
    expect(await reply(pool, talk, messageId)).toEqual({ outcome });
    expect(await messageOf(pool, messageId)).toMatchObject({
      state: 'withheld',
      withheld_rule: rule,
      turn_id: talk.turnId,
    });
    const shown = await conversationOf(pool, talk.fact.interactionId);
    expect(shown.last_message_id).not.toBe(messageId);
  });

  test('to a turn that failed is sent: late is better than never', async () => {
    const talk = await asked(pool);
    await failTurn(pool, talk.tenantId, talk.turnId);
    expect(await reply(pool, talk)).toMatchObject({ outcome: 'claimed' });
  });
});

describe('the same rule in SQL and in the domain', () => {
  const OUTCOMES: Record<ReplyRefusal, string> = {
    STALE_TURN: 'stale',
    TURN_ALREADY_ANSWERED: 'answered',
    ANSWERED_BY_PERSON: 'answered_by_person',
    AGENT_MODE_OFF: 'dropped',
  };
  const STATES: TurnState[] = [
    'collecting',
    'asking',
    'retrying',
    'waiting',
    'answered',
    'superseded',
    'answered_by_person',
    'failed',
    'dropped',
  ];
  const rows = STATES.flatMap((state) => [false, true].map((unseen) => ({ state, unseen })));

  test.each(rows)('a reply to a turn that is $state, the lead wrote since: $unseen', async ({ state, unseen }) => {
    const talk = await asked(pool);
    const lastSeq = unseen ? talk.askedSeq + 1 : talk.askedSeq;
    await pool.query('update turns set state = $2, last_seq = $3 where turn_id = $1', [talk.turnId, state, lastSeq]);
    const refusal = replyRefusal(state, unseen);
    expect((await reply(pool, talk)).outcome).toBe(refusal === null ? 'claimed' : OUTCOMES[refusal]);
  });
});
