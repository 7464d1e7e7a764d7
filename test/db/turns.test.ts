import type { FactToSignal } from '../../src/db/ingest';
import type { Pool } from '../../src/db/pool';
import { claimTurn, endAttempt, failTurn } from '../../src/db/turns';
import type { TurnState } from '../../src/domain/turn';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, takeIn } from '../support/tenant';
import { type Asked, asked, conversationOf, oneText, reply, replyByApi, sendAs, turnOf } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const attemptsOf = async (turnId: string) =>
  (await pool.query('select * from turn_attempts where turn_id = $1 order by attempt', [turnId])).rows;

describe('what the agent is shown', () => {
  test('is the webhook of product.md section 5, field for field', async () => {
    const questions = [
      { key: 'insurance', question: 'Do you have dental insurance?' },
      { key: 'pain', question: 'Does it hurt?' },
    ];
    const answers = [
      { key: 'pain', question: 'Does it hurt?', answer: 'yes' },
      { key: 'insurance', question: 'Do you have dental insurance?', answer: '' },
    ];
    const { tenant, fact, turnId, tenantId } = await oneText(pool, {
      campaign: { client_name: 'Dental', offer_name: 'Check-up', name: 'Spring', questions: JSON.stringify(questions) },
      lead: {
        first_name: 'Jane',
        last_name: 'Doe',
        email: 'jane@example.com',
        status: 'contacted',
        questionnaire: JSON.stringify(answers),
      },
    });
    await sendAs(pool, tenant, 'api');
    await takeIn(pool, inboundText(tenant, 'Are you “open”? ✓'));

    const claim = await claimTurn(pool, tenantId, turnId);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(claim).toEqual({
      outcome: 'claimed',
      turn: {
        attempt: 1,
        askedSeq: 3,
        askedForMs: expect.any(Number),
        webhookUrl: 'https://agent.example/hook',
        webhookSecrets: [Buffer.from('sealed')],
        payload: {
          message: {
            combinedText: 'Hi\nAre you “open”? ✓',
            messageCount: 2,
            senderPhone: tenant.leadPhone,
            inboundPhone: tenant.ourNumber,
          },
          lead: {
            leadId: tenant.leadId,
            firstName: 'Jane',
            lastName: 'Doe',
            email: 'jane@example.com',
            phone: tenant.leadPhone,
            status: 'contacted',
          },
          campaign: { campaignId: tenant.campaignId, name: 'Spring', clientName: 'Dental', offerName: 'Check-up' },
          interaction: {
            interactionId: fact.interactionId,
            status: 'in_progress',
            transcript: [
              { timestamp: time, role: 'user', message: 'Hi', source: 'inbound' },
              { timestamp: time, role: 'agent', message: 'See you at 10', source: 'api' },
              { timestamp: time, role: 'user', message: 'Are you “open”? ✓', source: 'inbound' },
            ],
          },
          questionnaire: { knownInformation: [answers[0]], informationToCollect: [questions[0]] },
          tenantId,
          agentId: tenant.agentId,
          timestamp: time,
          turnId,
        },
      },
    });
  });

  test('of a lead and a campaign without particulars has empty texts, not nulls', async () => {
    const { tenantId, turnId } = await oneText(pool);
    await pool.query('update leads set phone = null where tenant_id = $1', [tenantId]);
    const claim = await claimTurn(pool, tenantId, turnId);
    expect(claim).toMatchObject({
      turn: {
        payload: {
          lead: { firstName: '', lastName: '', email: '', phone: '', status: 'new' },
          questionnaire: { knownInformation: [], informationToCollect: [] },
        },
      },
    });
    expect(JSON.stringify(claim)).not.toContain('null');
  });

  test('leaves out what was never said: a withheld reply', async () => {
    const talk = await asked(pool);
    const second = await takeIn(pool, inboundText(talk.tenant, 'And tomorrow?'));
    expect(await reply(pool, talk)).toEqual({ outcome: 'stale' });
    const claim = await claimTurn(pool, talk.tenantId, String(second.data.turnId));
    const said = claim.outcome === 'claimed' ? claim.turn.payload.interaction.transcript : [];
    expect(said.map((entry) => entry.message)).toEqual(['Hi', 'And tomorrow?']);
  });
});

describe('what a turn is signed with', () => {
  const secret = Buffer.from('sealed');
  const former = Buffer.from('sealed before');
  test.each<[what: string, until: string | null, secrets: Buffer[]]>([
    ['is the secret and the one before, while that is valid', '1 minute', [secret, former]],
    ['is the secret alone, once the time of the one before is over', '-1 minute', [secret]],
    ['is the secret alone, when there is no time for the one before', null, [secret]],
  ])('%s', async (_what, until, secrets) => {
    const { tenantId, turnId, tenant } = await oneText(pool);
    await pool.query(
      `update sms_agents set previous_webhook_secret = $2, previous_secret_until = now() + $3::interval where agent_id = $1`,
      [tenant.agentId, former, until],
    );
    expect(await claimTurn(pool, tenantId, turnId)).toMatchObject({ turn: { webhookSecrets: secrets } });
  });
});

describe('claiming a turn', () => {
  const CLAIMED: Record<TurnState, 'claimed' | 'closed'> = {
    collecting: 'claimed',
    asking: 'claimed', // by a process that was killed
    retrying: 'claimed',
    waiting: 'closed', // the agent has it
    answered: 'closed',
    answered_by_person: 'closed',
    superseded: 'closed',
    failed: 'closed',
    dropped: 'closed',
  };

  test.each(Object.entries(CLAIMED))('that is %s: %s', async (state, outcome) => {
    const { tenantId, turnId } = await oneText(pool);
    await pool.query('update turns set state = $2 where turn_id = $1', [turnId, state]);
    expect((await claimTurn(pool, tenantId, turnId)).outcome).toBe(outcome);
    expect((await turnOf(pool, turnId)).state).toBe(outcome === 'claimed' ? 'asking' : state);
    expect(await attemptsOf(turnId)).toHaveLength(outcome === 'claimed' ? 1 : 0);
  });

  test('ten times at once is ten attempts with numbers of their own', async () => {
    const { tenantId, turnId } = await oneText(pool);
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimTurn(pool, tenantId, turnId)));
    const attempts = claims.map((claim) => (claim.outcome === 'claimed' ? claim.turn.attempt : 0));
    expect(attempts.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('that its own agent answered names the reply, for handing it over', async () => {
    const talk = await asked(pool);
    const messageId = newId('message');
    const recorded = await reply(pool, talk, messageId);
    const seq = 'seq' in recorded ? recorded.seq : 0;
    const claim = await claimTurn(pool, talk.tenantId, talk.turnId);
    expect(claim).toEqual({ outcome: 'answered', replyMessageId: messageId, replySeq: seq });
  });

  test('that was answered through the API has nothing to hand over', async () => {
    const talk = await asked(pool);
    await replyByApi(pool, talk);
    expect(await claimTurn(pool, talk.tenantId, talk.turnId)).toEqual({ outcome: 'closed' });
  });

  test('of another tenant claims nothing', async () => {
    const [{ turnId }, other] = [await oneText(pool), await createTenant(pool)];
    await claimTurn(pool, other.tenantId, turnId).catch(() => undefined);
    expect((await turnOf(pool, turnId)).state).toBe('collecting');
    expect(await attemptsOf(turnId)).toHaveLength(0);
  });
});

describe('an attempt that brought no reply', () => {
  const end = ({ tenantId, turnId, attempt }: Asked, next: 'waiting' | 'retrying', parts: { attempt?: number } = {}) =>
    endAttempt(pool, { tenantId, turnId, attempt, outcome: 'TIMEOUT', httpStatus: 504, next, ...parts });

  test.each(['waiting', 'retrying'] as const)('leaves its turn %s', async (next) => {
    const talk = await asked(pool);
    expect(await end(talk, next)).toBe(true);
    expect((await turnOf(pool, talk.turnId)).state).toBe(next);
    expect(await attemptsOf(talk.turnId)).toMatchObject([
      { outcome: 'TIMEOUT', http_status: 504, ended_at: expect.any(Date) },
    ]);
  });

  test('says so when the turn was closed meanwhile, and leaves it closed', async () => {
    const talk = await asked(pool);
    await sendAs(pool, talk.tenant, 'manual');
    expect(await end(talk, 'retrying')).toBe(false);
    expect((await turnOf(pool, talk.turnId)).state).toBe('answered_by_person');
  });

  test('says so when a later attempt asks already', async () => {
    const talk = await asked(pool);
    await claimTurn(pool, talk.tenantId, talk.turnId);
    expect(await end(talk, 'waiting')).toBe(false);
    expect((await turnOf(pool, talk.turnId)).state).toBe('asking');
  });
});

describe('failing a turn', () => {
  test('ends it and sets the conversation to follow up; Agent Mode stays on', async () => {
    const talk = await asked(pool);
    expect(await failTurn(pool, talk.tenantId, talk.turnId)).toBe('failed');
    expect(await turnOf(pool, talk.turnId)).toMatchObject({ state: 'failed', ended_at: expect.any(Date) });
    const shown = await conversationOf(pool, talk.fact.interactionId);
    expect(shown).toMatchObject({ status: 'follow_up', agent_mode: true });
  });

  test.each<[what: string, close: (talk: Asked) => Promise<unknown>]>([
    ['a second time', (talk) => failTurn(pool, talk.tenantId, talk.turnId)],
    ['after a person answered', (talk) => sendAs(pool, talk.tenant, 'manual')],
    ['after it was answered', (talk) => reply(pool, talk)],
  ])('%s changes nothing', async (_what, close) => {
    const talk = await asked(pool);
    await close(talk);
    const before = await turnOf(pool, talk.turnId);
    expect(await failTurn(pool, talk.tenantId, talk.turnId)).toBe('closed');
    expect(await turnOf(pool, talk.turnId)).toEqual(before);
  });

  test('its texts are not asked again once a person answered', async () => {
    const talk = await asked(pool);
    await failTurn(pool, talk.tenantId, talk.turnId);
    await sendAs(pool, talk.tenant, 'manual');
    const next: FactToSignal = await takeIn(pool, inboundText(talk.tenant, 'Thanks, and Monday?'));
    const claim = await claimTurn(pool, talk.tenantId, String(next.data.turnId));
    expect(claim).toMatchObject({
      turn: { payload: { message: { combinedText: 'Thanks, and Monday?', messageCount: 1 } } },
    });
  });
});

test('what an agent is shown can still be asked for as workers of the version before do', async () => {
  const talk = await asked(pool);
  const { rows } = await pool.query(
    'select shown.webhook_secret, shown.webhook_secrets, shown.payload from turn_payload($1, $2, $3, $3) shown',
    [talk.tenantId, talk.turnId, talk.askedSeq],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0].webhook_secrets).toEqual([rows[0].webhook_secret]);
});
