import { inTransaction, type Pool } from '../../src/db/pool';
import { readSendContext } from '../../src/db/send-context';
import { type NewSend, readSendStanding, recordSend } from '../../src/db/sends';
import { claimTurn, failTurn } from '../../src/db/turns';
import { replyRefusal, type TurnState } from '../../src/domain/turn';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import {
  addAgent,
  createTenant,
  inboundText,
  insert,
  newNumber,
  newSend,
  readRow,
  type Tenant,
  takeIn,
} from '../support/tenant';
import { asked, conversationOf, messageOf, oneText, replyByApi, sendAs, turnOf } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const record = (tenant: Tenant, parts: Partial<NewSend> = {}) =>
  inTransaction(pool, (tx) => recordSend(tx, newSend(tenant, parts)));

describe('a text of ours', () => {
  test('begins a conversation with Agent Mode off, queued, as a fact', async () => {
    const tenant = await createTenant(pool);
    const send = newSend(tenant);
    const recorded = await inTransaction(pool, (tx) => recordSend(tx, send));
    if (recorded.outcome !== 'recorded') throw new Error(recorded.outcome);
    expect(recorded.fact).toMatchObject({
      type: 'send',
      interactionId: send.newInteractionId,
      seq: 1,
      after: 0,
      data: { messageId: send.messageId, source: 'api' },
    });
    expect(await messageOf(pool, send.messageId)).toMatchObject({
      state: 'queued',
      direction: 'outbound',
      body: send.body,
      seq: 1,
      created_at: new Date(recorded.fact.at),
    });
    expect(await conversationOf(pool, send.newInteractionId)).toMatchObject({
      agent_mode: false,
      last_message_id: send.messageId,
      last_direction: 'outbound',
      lead_id: tenant.leadId,
    });
  });

  test('goes on in the conversation that is there', async () => {
    const { tenant, fact } = await oneText(pool);
    expect(await record(tenant)).toMatchObject({ fact: { interactionId: fact.interactionId, seq: 2, after: 1 } });
    expect((await conversationOf(pool, fact.interactionId)).agent_mode).toBe(true);
  });

  test('and the lead’s, begun at once ten times over, are in one conversation', async () => {
    const tenant = await createTenant(pool);
    const both = Array.from({ length: 5 }, () => [record(tenant), takeIn(pool, inboundText(tenant, 'Hi'))]).flat();
    await Promise.all(both);
    const { rows } = await pool.query('select seq from messages where tenant_id = $1 order by seq', [tenant.tenantId]);
    expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test.each<[source: 'manual' | 'api', state: TurnState]>([
    ['manual', 'answered_by_person'],
    ['api', 'collecting'],
  ])('from %s leaves the waiting turn %s', async (source, state) => {
    const { tenant, turnId } = await oneText(pool);
    await record(tenant, { source });
    expect((await turnOf(pool, turnId)).state).toBe(state);
  });

  test('stands where its state is', async () => {
    const tenant = await createTenant(pool);
    const send = newSend(tenant);
    await inTransaction(pool, (tx) => recordSend(tx, send));
    const standing = {
      state: 'queued',
      interactionId: send.newInteractionId,
      errorCode: null,
      errorMessage: null,
      withheldRule: null,
      sendAt: null,
      slotAt: null,
    };
    expect(await readSendStanding(pool, tenant.tenantId, send.messageId)).toEqual(standing);
    expect(await readSendStanding(pool, (await createTenant(pool)).tenantId, send.messageId)).toBeNull();
  });
});

describe('an agent’s reply through the API', () => {
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

  test.each(rows)('to a turn that is $state, the lead wrote since: $unseen', async ({ state, unseen }) => {
    const talk = await asked(pool);
    const lastSeq = unseen ? talk.askedSeq + 1 : talk.askedSeq;
    await pool.query('update turns set state = $2, last_seq = $3 where turn_id = $1', [talk.turnId, state, lastSeq]);
    const refusal = replyRefusal(state, unseen);
    const recorded = await replyByApi(pool, talk);
    expect(recorded).toMatchObject(refusal === null ? { outcome: 'recorded' } : { outcome: 'refused', code: refusal });
    expect((await turnOf(pool, talk.turnId)).state).toBe(refusal === null ? 'answered' : state);
  });

  test('is a fact that names its turn', async () => {
    const talk = await asked(pool);
    expect(await replyByApi(pool, talk)).toMatchObject({
      fact: { type: 'agent-reply', data: { turnId: talk.turnId } },
    });
  });

  test('a second one is told the first one’s message, and is not recorded', async () => {
    const talk = await asked(pool);
    const messageId = newId('message');
    await record(talk.tenant, { source: 'sms_agent', turnId: talk.turnId, messageId });
    expect(await replyByApi(pool, talk)).toEqual({
      outcome: 'refused',
      code: 'TURN_ALREADY_ANSWERED',
      details: { messageId },
    });
    const { last_seq: lastSeq } = await conversationOf(pool, talk.fact.interactionId);
    expect(lastSeq).toBe(3);
  });

  test('of ten at once one is recorded', async () => {
    const talk = await asked(pool);
    const results = await Promise.all(Array.from({ length: 10 }, () => replyByApi(pool, talk)));
    const codes = results.map((result) => (result.outcome === 'refused' ? result.code : result.outcome));
    expect(codes.sort()).toEqual([...Array(9).fill('TURN_ALREADY_ANSWERED'), 'recorded']);
  });

  test('that is stale is told the newer turn', async () => {
    const talk = await asked(pool);
    const { data } = await takeIn(pool, inboundText(talk.tenant, 'And?'));
    const details = { turnId: data.turnId };
    expect(await replyByApi(pool, talk)).toEqual({ outcome: 'refused', code: 'STALE_TURN', details });
  });

  test('that names no turn answers the one that waits', async () => {
    const talk = await asked(pool);
    expect(await record(talk.tenant, { source: 'sms_agent' })).toMatchObject({
      fact: { data: { turnId: talk.turnId } },
    });
    expect((await turnOf(pool, talk.turnId)).state).toBe('answered');
  });

  test('that names no turn is sent though none waits', async () => {
    const { tenant, turnId } = await oneText(pool); // its window still runs: nobody was asked
    expect(await record(tenant, { source: 'sms_agent' })).toMatchObject({
      outcome: 'recorded',
      fact: { type: 'agent-reply' },
    });
    expect((await turnOf(pool, turnId)).state).toBe('collecting');
  });

  test.each(['nobody’s', 'another conversation’s'])('that names %s turn is told so', async (whose) => {
    const [talk, other] = [await asked(pool), await asked(pool)];
    const turnId = whose === 'nobody’s' ? 'turn_x_1' : other.turnId;
    expect(await record(talk.tenant, { source: 'sms_agent', turnId })).toEqual({ outcome: 'no-such-turn' });
    expect((await turnOf(pool, other.turnId)).state).toBe('asking');
  });

  test('to a failed turn that a person answered is refused', async () => {
    const talk = await asked(pool);
    await failTurn(pool, talk.tenantId, talk.turnId);
    await sendAs(pool, talk.tenant, 'manual');
    expect(await replyByApi(pool, talk)).toMatchObject({ outcome: 'refused', code: 'ANSWERED_BY_PERSON' });
  });
});

describe('what resolving a send knows', () => {
  const context = async (tenant: Tenant, request: Partial<Parameters<typeof readSendContext>[3]> = {}) =>
    (await readSendContext(pool, tenant.tenantId, tenant.leadId, { byAgent: false, ...request }))!;

  test('lead, campaign, its agent’s number, the tenant’s numbers oldest first', async () => {
    const tenant = await createTenant(pool, { agent: { phone_number: newNumber() }, campaign: { provider: 'vonage' } });
    const older = newNumber();
    await insert(pool, 'phone_numbers', {
      phone_number: older,
      tenant_id: tenant.tenantId,
      provider: 'telnyx',
      created_at: new Date(0),
    });
    await insert(pool, 'phone_numbers', {
      phone_number: newNumber(),
      tenant_id: tenant.tenantId,
      provider: 'telnyx',
      sms_capable: false,
    });
    const agent = await readRow(pool, 'select phone_number from sms_agents where agent_id = $1', [tenant.agentId]);
    expect(await context(tenant)).toEqual({
      context: {
        lead: { phone: tenant.leadPhone, campaignId: tenant.campaignId },
        campaign: {
          campaignId: tenant.campaignId,
          phoneNumber: tenant.ourNumber,
          provider: 'vonage',
          agentPhoneNumber: agent.phone_number,
          archived: false,
        },
        numbers: [
          { phoneNumber: older, provider: 'telnyx' },
          { phoneNumber: tenant.ourNumber, provider: 'twilio' },
        ],
        defaultProvider: null,
        conversation: null,
      },
      conversationMissing: false,
      doNotContact: false,
      ownAccounts: [],
    });
  });

  test('a test lead’s campaign has its test agent’s number', async () => {
    const tenant = await createTenant(pool, { lead: { is_test: true } });
    const number = newNumber();
    const testAgent = await addAgent(pool, tenant, { phone_number: number });
    await pool.query('update campaigns set test_agent_id = $1 where campaign_id = $2', [testAgent, tenant.campaignId]);
    expect((await context(tenant)).context.campaign?.agentPhoneNumber).toBe(number);
  });

  test('nothing of another tenant', async () => {
    const [tenant, other] = [await createTenant(pool), await oneText(pool)];
    expect(await readSendContext(pool, tenant.tenantId, other.tenant.leadId, { byAgent: false })).toBeNull();
    expect((await context(tenant, { campaignId: other.tenant.campaignId })).context.campaign).toBeNull();
    expect(await context(tenant, { interactionId: other.fact.interactionId })).toMatchObject({
      conversationMissing: true,
    });
  });

  test('an agent that names no conversation means the one that awaits its answer', async () => {
    const talk = await asked(pool);
    const { context: known } = await context(talk.tenant, { byAgent: true });
    expect(known.conversation?.interactionId).toBe(talk.fact.interactionId);
    expect((await context(talk.tenant)).context.conversation).toBeNull();
  });

  test('an agent that names a turn means that turn’s conversation', async () => {
    const talk = await asked(pool);
    const { context: known } = await context(talk.tenant, { byAgent: true, turnId: talk.turnId });
    expect(known.conversation?.interactionId).toBe(talk.fact.interactionId);
  });

  test('of two conversations that await an answer none is meant', async () => {
    const talk = await asked(pool);
    const to = newNumber();
    await insert(pool, 'phone_numbers', { phone_number: to, tenant_id: talk.tenantId, provider: 'twilio' });
    const { data } = await takeIn(pool, inboundText(talk.tenant, 'Hi', { to }));
    await claimTurn(pool, talk.tenantId, String(data.turnId));
    expect((await context(talk.tenant, { byAgent: true })).context.conversation).toBeNull();
  });
});
