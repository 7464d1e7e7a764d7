import { askAgentAgain } from '../../src/db/ask-agent';
import { changeConversation, readConversation } from '../../src/db/conversations';
import { readEvidence } from '../../src/db/evidence';
import { type FactToSignal, ingestInbound } from '../../src/db/ingest';
import { inTransaction, type Pool } from '../../src/db/pool';
import { readSnapshot } from '../../src/db/snapshot';
import { readMessages } from '../../src/db/thread';
import { claimTurn, recordReply } from '../../src/db/turns';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, type Tenant, takeIn } from '../support/tenant';
import { consentTools } from './consent-setup';
import { asked, conversationOf, oneText, reply, sendAs, turnOf } from './turn-setup';

const LATE_AFTER_MS = 900_000;
const MINUTE = 60_000;

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());
const { consentOf, ledgerOf, write } = consentTools(() => pool);

/** A text that a sweep found, written so long ago. */
const recovered = (tenant: Tenant, body: string, agoMs: number, parts: Parameters<typeof inboundText>[2] = {}) =>
  inboundText(tenant, body, {
    recovered: { writtenAt: Date.now() - agoMs, lateAfterMs: LATE_AFTER_MS },
    providerAnswers: true,
    ...parts,
  });

const attentionOf = async (interactionId: string) => (await conversationOf(pool, interactionId)).attention;
const transcriptOf = async ({ tenantId, interactionId }: { tenantId: string; interactionId: string }) =>
  (await readConversation(pool, tenantId, interactionId))!.transcript.map((entry) => entry.message);

describe('a recovered text', () => {
  test('that is young is as any other: it joins the turn and the agent is asked', async () => {
    const talk = await oneText(pool);
    const fact = await takeIn(pool, recovered(talk.tenant, 'And?', 14 * MINUTE));
    expect(fact.data).toMatchObject({ turnId: talk.turnId });
    expect(fact.data).not.toHaveProperty('late');
    expect(await attentionOf(fact.interactionId)).toBeNull();
  });

  test('that is old is for a person: no turn of its own, and the open one goes on without it', async () => {
    const talk = await asked(pool);
    const fact = await takeIn(pool, recovered(talk.tenant, 'Call me at 5', 16 * MINUTE));
    expect(fact.data).toMatchObject({ late: true, agentMode: true });
    expect(fact.data).not.toHaveProperty('turnId');
    expect(await turnOf(pool, talk.turnId)).toMatchObject({ state: 'asking', last_seq: talk.askedSeq });
    expect(await attentionOf(fact.interactionId)).toBe('late_text');
    expect(await readSnapshot(pool, talk.tenantId, fact.interactionId)).toMatchObject({ needsPerson: 'late text' });

    expect(await reply(pool, talk)).toMatchObject({ outcome: 'claimed' });
    expect(await attentionOf(fact.interactionId)).toBe('late_text'); // the agent is no person
    await sendAs(pool, talk.tenant, 'manual');
    expect(await attentionOf(fact.interactionId)).toBeNull();
  });

  test('is asked about, with what else is unanswered, when a person wants that; then it has been seen', async () => {
    const tenant = await createTenant(pool);
    const { interactionId } = await takeIn(pool, recovered(tenant, 'Call me at 5', 60 * MINUTE));
    const { outcome, fact } = (await askAgentAgain(pool, tenant.tenantId, interactionId)) as {
      outcome: string;
      fact: FactToSignal;
    };
    expect(outcome).toBe('opened');
    expect(await attentionOf(interactionId)).toBeNull();
    const claim = await claimTurn(pool, tenant.tenantId, String(fact.data.turnId));
    expect(claim).toMatchObject({ turn: { payload: { message: { combinedText: 'Call me at 5' } } } });
  });

  describe('over which the agent passed, as it was answering', () => {
    /** What the agent is shown as the batch, and its answer through its webhook's response. */
    const batchOf = async ({ tenantId }: Tenant, turnId: string) => {
      const claim = await claimTurn(pool, tenantId, turnId);
      if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
      return claim.turn;
    };
    const answer = (tenant: Tenant, turnId: string, askedSeq: number) =>
      recordReply(pool, {
        ...{ tenantId: tenant.tenantId, turnId, askedSeq, messageId: newId('message'), body: 'At 5 then', segments: 1 },
      });
    /** A late text, and a younger one that is answered. */
    const passedOver = async () => {
      const talk = await asked(pool);
      await takeIn(pool, recovered(talk.tenant, 'Call me at 5', 16 * MINUTE));
      expect(await reply(pool, talk)).toMatchObject({ outcome: 'claimed' });
      return { ...talk, interactionId: talk.fact.interactionId };
    };
    const askAgain = async ({ tenantId, interactionId }: { tenantId: string; interactionId: string }) => {
      const again = await askAgentAgain(pool, tenantId, interactionId, true);
      if (again.outcome !== 'opened') throw new Error(again.outcome);
      return again;
    };
    const agentMode = (talk: { tenantId: string; interactionId: string }, on: boolean) =>
      inTransaction(pool, (tx) => changeConversation(tx, talk.tenantId, talk.interactionId, { agentMode: on }));

    test('a person has it asked, once: its answer is one', async () => {
      const talk = await passedOver();
      const { turnId, texts } = await askAgain(talk);
      expect(texts).toBe(1);
      expect(await attentionOf(talk.interactionId)).toBeNull();
      const { payload, askedSeq } = await batchOf(talk.tenant, turnId);
      expect(payload.message).toMatchObject({ combinedText: 'Call me at 5', messageCount: 1 });
      const told = payload.interaction.transcript.map((entry) => entry.message);
      expect(told).toEqual(['Call me at 5', 'Hi', 'We are open']);
      expect(await answer(talk.tenant, turnId, askedSeq)).toMatchObject({ outcome: 'queued' });
      expect(await askAgentAgain(pool, talk.tenantId, talk.interactionId)).toEqual({ outcome: 'nothing' });
    });

    test('it is asked with what came since and waits, without what was answered', async () => {
      const talk = await passedOver();
      const { turnId } = (await takeIn(pool, inboundText(talk.tenant, 'On Monday?'))).data;
      await answer(talk.tenant, String(turnId), (await batchOf(talk.tenant, String(turnId))).askedSeq);
      await agentMode(talk, false);
      await takeIn(pool, inboundText(talk.tenant, 'And Sunday?'));
      const again = await askAgain(talk);
      expect(again.texts).toBe(2);
      const { message } = (await batchOf(talk.tenant, again.turnId)).payload;
      expect(message).toMatchObject({ combinedText: 'Call me at 5\nAnd Sunday?', messageCount: 2 });
    });

    test('what the lead adds meanwhile takes it along into the next turn', async () => {
      const talk = await passedOver();
      await batchOf(talk.tenant, (await askAgain(talk)).turnId);
      const { turnId } = (await takeIn(pool, inboundText(talk.tenant, 'Or at 6'))).data;
      const { payload, askedSeq } = await batchOf(talk.tenant, String(turnId));
      expect(payload.message.combinedText).toBe('Call me at 5\nOr at 6');
      await answer(talk.tenant, String(turnId), askedSeq);
      expect(await askAgentAgain(pool, talk.tenantId, talk.interactionId)).toEqual({ outcome: 'nothing' });
    });

    test('a person’s text is an answer to it', async () => {
      const talk = await passedOver();
      await sendAs(pool, talk.tenant, 'manual');
      expect(await askAgentAgain(pool, talk.tenantId, talk.interactionId)).toEqual({ outcome: 'nothing' });
    });

    test('when another one comes, only that is asked about: the first is answered', async () => {
      const talk = await passedOver();
      const first = await askAgain(talk);
      const { askedSeq } = await batchOf(talk.tenant, first.turnId);
      await takeIn(pool, recovered(talk.tenant, 'Or at 6', 15.5 * MINUTE));
      await answer(talk.tenant, first.turnId, askedSeq);
      const again = await askAgain(talk);
      expect(again.texts).toBe(1);
      expect((await batchOf(talk.tenant, again.turnId)).payload.message.combinedText).toBe('Or at 6');
    });
  });

  test('that is old is not in the batch of those around it', async () => {
    const talk = await oneText(pool);
    await takeIn(pool, recovered(talk.tenant, 'Call me at 5', 16 * MINUTE));
    await takeIn(pool, inboundText(talk.tenant, 'Are you there?'));
    const claim = await claimTurn(pool, talk.tenantId, talk.turnId);
    if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
    const { message, interaction } = claim.turn.payload;
    expect(message).toMatchObject({ combinedText: 'Hi\nAre you there?', messageCount: 2 });
    expect(interaction.transcript.map((entry) => entry.message)).toEqual(['Call me at 5', 'Hi', 'Are you there?']);
  });

  test('keeps both times, in the thread and in the evidence', async () => {
    const tenant = await createTenant(pool);
    const text = recovered(tenant, 'Hi', 16 * MINUTE);
    const { interactionId } = await takeIn(pool, text);
    const writtenAt = new Date(text.recovered!.writtenAt).toISOString();
    const page = await readMessages(pool, tenant.tenantId, interactionId, { after: 0, limit: 10 });
    expect(page!.items).toMatchObject([{ message: 'Hi', writtenAt, late: true }]);
    expect(Date.parse(page!.items[0]!.timestamp)).toBeGreaterThan(Date.now() - MINUTE);
    for await (const records of readEvidence(pool, tenant.tenantId, tenant.leadPhone)) {
      expect(records.find((record) => record.record === 'text')!.detail).toMatchObject({ writtenAt, late: true });
    }
  });

  test('stands in the transcript where it was written', async () => {
    const tenant = await createTenant(pool);
    const { interactionId } = await takeIn(pool, inboundText(tenant, 'second'));
    await takeIn(pool, recovered(tenant, 'first', 5 * MINUTE));
    const { tenantId } = tenant;
    expect(await transcriptOf({ tenantId, interactionId })).toEqual(['first', 'second']);
  });

  test('that had come by its webhook is one text, and its time is noted once', async () => {
    const tenant = await createTenant(pool);
    await takeIn(pool, inboundText(tenant, 'second'));
    const text = inboundText(tenant, 'first');
    const { interactionId } = await takeIn(pool, text);
    const ago = (agoMs: number) => ({ writtenAt: Date.now() - agoMs, lateAfterMs: LATE_AFTER_MS });
    const duplicate = { outcome: 'duplicate', optOutOf: null };
    expect(await ingestInbound(pool, { ...text, recovered: ago(MINUTE) })).toEqual(duplicate);
    expect(await ingestInbound(pool, { ...text, recovered: ago(-MINUTE) })).toEqual(duplicate);
    const { tenantId } = tenant;
    expect(await transcriptOf({ tenantId, interactionId })).toEqual(['first', 'second']);
    expect(await attentionOf(interactionId)).toBeNull();
  });
});

describe('a late word about consent', () => {
  test('START that the lead took back later opts nobody in, and a person sees it', async () => {
    const tenant = await createTenant(pool);
    const { interactionId } = await write(tenant, 'STOP');
    const fact = await takeIn(pool, recovered(tenant, 'START', MINUTE));
    expect(fact.data).toMatchObject({ late: true });
    expect(fact.data).not.toHaveProperty('consent');
    expect(await consentOf(tenant)).toMatchObject({ state: 'opted_out' });
    expect(await ledgerOf(tenant)).toHaveLength(1);
    expect(await attentionOf(interactionId)).toBe('late_text');
    expect(await conversationOf(pool, interactionId)).toMatchObject({ status: 'dnc' });
  });

  test('so does YES', async () => {
    const tenant = await createTenant(pool);
    await write(tenant, 'STOP');
    await takeIn(pool, recovered(tenant, 'YES', MINUTE));
    expect(await consentOf(tenant)).toMatchObject({ state: 'opted_out' });
  });

  test('START that the lead wrote after the STOP counts, also where that STOP came late itself', async () => {
    const tenant = await createTenant(pool);
    await takeIn(pool, recovered(tenant, 'STOP', 20 * MINUTE));
    expect(await consentOf(tenant)).toMatchObject({ state: 'opted_out' });
    const fact = await takeIn(pool, recovered(tenant, 'START', 18 * MINUTE));
    expect(fact.data).toMatchObject({ consent: 'opted_in' });
    expect(await consentOf(tenant)).toMatchObject({ state: 'opted_in' });
  });

  test('START before a STOP that was said to another number counts, where each number is opted out of alone', async () => {
    const tenant = await createTenant(pool);
    await consentTools(() => pool).setScope(tenant, 'number');
    const other = await consentTools(() => pool).secondNumber(tenant);
    await write(tenant, 'STOP', { to: other });
    const fact = await takeIn(pool, recovered(tenant, 'START', MINUTE));
    expect(fact.data).toMatchObject({ consent: 'opted_in' });
  });

  test('STOP always holds, also against a START that came meanwhile', async () => {
    const tenant = await createTenant(pool);
    await write(tenant, 'START');
    const fact = await takeIn(pool, recovered(tenant, 'STOP', 60 * MINUTE));
    expect(fact.data).toMatchObject({ consent: 'opted_out', status: 'dnc' });
    expect(await consentOf(tenant)).toMatchObject({ state: 'opted_out' });
    expect(await attentionOf(fact.interactionId)).toBeNull(); // nothing is left to decide
  });

  test.each([
    { what: 'within five minutes is confirmed', agoMs: 4 * MINUTE, confirmed: 1 },
    { what: 'after that is not', agoMs: 6 * MINUTE, confirmed: 0 },
  ])('STOP that is taken in $what', async ({ agoMs, confirmed }) => {
    const tenant = await createTenant(pool);
    const result = await ingestInbound(pool, recovered(tenant, 'STOP', agoMs, { providerAnswers: false }));
    expect(result.outcome === 'recorded' && result.more).toHaveLength(confirmed);
  });

  test('HELP that is late is not answered: a person sees it', async () => {
    const tenant = await createTenant(pool);
    const result = await ingestInbound(pool, recovered(tenant, 'HELP', 16 * MINUTE, { providerAnswers: false }));
    expect(result).toMatchObject({ outcome: 'recorded', more: [], fact: { data: { late: true } } });
  });
});
