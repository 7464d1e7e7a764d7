import { askAgentAgain } from '../../src/db/ask-agent';
import { readHead } from '../../src/db/conversation-head';
import { readConversation } from '../../src/db/conversations';
import { claimDelivery, recordVerdict } from '../../src/db/deliveries';
import { liftDoNotContact, setDoNotContact } from '../../src/db/do-not-contact';
import { wakeStalled } from '../../src/db/outbox';
import { inTransaction, type Pool } from '../../src/db/pool';
import { changeScheduledText, holdText, listScheduledTexts, releaseText } from '../../src/db/scheduled-texts';
import { type NewSend, recordSend } from '../../src/db/sends';
import { readSnapshot } from '../../src/db/snapshot';
import { recordReply } from '../../src/db/turns';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, newSend, type Tenant, takeIn } from '../support/tenant';
import { type Asked, asked, conversationOf, messageOf, oneText, sendAs, turnOf } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const HOUR = 3_600_000;
const inAnHour = () => new Date(Date.now() + HOUR);

/** A text that is scheduled, of a tenant's lead. */
async function scheduled(tenant: Tenant, parts: Partial<NewSend> = {}) {
  const send = newSend(tenant, { sendAt: inAnHour(), ...parts });
  const recorded = await inTransaction(pool, (tx) => recordSend(tx, send));
  if (recorded.outcome !== 'recorded') throw new Error(JSON.stringify(recorded));
  const { tenantId, interactionId, seq } = recorded.fact;
  return { tenant, tenantId, interactionId, seq, messageId: send.messageId, fact: recorded.fact };
}

type Scheduled = Awaited<ReturnType<typeof scheduled>>;

const release = ({ tenantId, messageId }: { tenantId: string; messageId: string }) =>
  releaseText(pool, tenantId, messageId);
/** Its time has come. */
const due = ({ messageId }: { messageId: string }) =>
  pool.query(`update messages set send_at = now() - interval '1 second' where message_id = $1`, [messageId]);
const change = (text: Scheduled, what: Parameters<typeof changeScheduledText>[2]) =>
  changeScheduledText(pool, { ...text, by: 'user_1' }, what);
const transcriptOf = async ({ tenantId, interactionId }: Scheduled) =>
  (await readConversation(pool, tenantId, interactionId))!.transcript.map(({ message }) => message);

describe('a text that is scheduled', () => {
  test('is a fact with its time, in no transcript and not the newest text', async () => {
    const { tenant } = await oneText(pool);
    const sendAt = inAnHour();
    const text = await scheduled(tenant, { sendAt });
    const data = { messageId: text.messageId, dueAt: sendAt.getTime() };
    expect(text.fact).toMatchObject({ type: 'text-scheduled', data });
    expect(await messageOf(pool, text.messageId)).toMatchObject({ state: 'scheduled', scheduled_for: 'asked' });
    expect(await transcriptOf(text)).toEqual(['Hi']);
    const head = await readHead(pool, text.tenantId, text.interactionId, null);
    expect(head).toMatchObject({ lastMessage: { message: 'Hi' }, sms: { direction: 'inbound' } });
  });

  test('begins a conversation that has no text yet', async () => {
    const text = await scheduled(await createTenant(pool));
    expect(await readHead(pool, text.tenantId, text.interactionId, null)).toMatchObject({ lastMessage: null });
    expect(await transcriptOf(text)).toEqual([]);
  });

  test('of a person is no answer before it leaves: the turn stays open, the agent may be asked again', async () => {
    const { tenant, turnId } = await oneText(pool);
    const text = await scheduled(tenant, { source: 'manual' });
    expect((await turnOf(pool, turnId)).state).toBe('collecting');
    await pool.query(`update turns set state = 'failed' where turn_id = $1`, [turnId]);
    expect(await askAgentAgain(pool, text.tenantId, text.interactionId)).toMatchObject({ outcome: 'opened', texts: 1 });
  });

  test('of an agent claims its turn: a second answer is refused', async () => {
    const { tenant, turnId } = await asked(pool);
    const text = await scheduled(tenant, { source: 'sms_agent', turnId });
    expect(text.fact.data).toMatchObject({ turnId });
    expect(await turnOf(pool, turnId)).toMatchObject({ state: 'answered', reply_message_id: text.messageId });
    const second = newSend(tenant, { source: 'sms_agent', turnId });
    expect(await inTransaction(pool, (tx) => recordSend(tx, second))).toMatchObject({ code: 'TURN_ALREADY_ANSWERED' });
  });

  test('to somebody who opted out is refused at once', async () => {
    const { tenant } = await oneText(pool);
    await takeIn(pool, inboundText(tenant, 'STOP'));
    const send = newSend(tenant, { sendAt: inAnHour() });
    expect(await inTransaction(pool, (tx) => recordSend(tx, send))).toMatchObject({ code: 'CONTACT_OPTED_OUT' });
  });

  test('holds up nobody: a later text is claimed before it', async () => {
    const { tenant } = await oneText(pool);
    const text = await scheduled(tenant);
    const later = await sendAs(pool, tenant, 'api');
    if (later.outcome !== 'recorded') throw new Error(later.outcome);
    const claim = await claimDelivery(pool, text.tenantId, String(later.fact.data.messageId));
    expect(claim).toMatchObject({ outcome: 'claimed' });
  });

  test('is in the snapshot; where the lead opted out meanwhile it is due at once', async () => {
    const sendAt = inAnHour();
    const text = await scheduled(await createTenant(pool), { sendAt });
    const waiting = { messageId: text.messageId, dueAt: sendAt.getTime(), why: 'asked' };
    const snapshot = () => readSnapshot(pool, text.tenantId, text.interactionId);
    expect(await snapshot()).toMatchObject({ scheduled: [waiting], outgoing: [], handledSeq: text.seq });
    await takeIn(pool, inboundText(text.tenant, 'STOP'));
    expect((await snapshot()).scheduled![0]!.dueAt).toBeLessThanOrEqual(Date.now());
  });
});

describe('releasing', () => {
  test('before its time waits on, with the time', async () => {
    const sendAt = inAnHour();
    const text = await scheduled(await createTenant(pool), { sendAt });
    expect(await release(text)).toEqual({ outcome: 'waits', dueAt: sendAt.getTime() });
  });

  test('at its time queues it as a new event, so that it stands where it left; twice is once', async () => {
    const { tenant } = await oneText(pool);
    const text = await scheduled(tenant);
    await takeIn(pool, inboundText(tenant, 'And another thing'));
    await due(text);
    const seq = text.seq + 2;
    expect(await release(text)).toEqual({ outcome: 'released', seq });
    expect(await release(text)).toEqual({ outcome: 'released', seq });
    expect(await messageOf(pool, text.messageId)).toMatchObject({ state: 'queued', seq });
    expect(await transcriptOf(text)).toEqual(['Hi', 'And another thing', 'See you at 10']);
    expect(await conversationOf(pool, text.interactionId)).toMatchObject({
      ...{ last_message_id: text.messageId, last_direction: 'outbound', last_seq: seq },
    });
    expect(await claimDelivery(pool, text.tenantId, text.messageId)).toMatchObject({ outcome: 'claimed' });
    const { attempt } = { attempt: 1 };
    const verdict = { ...text, attempt, kind: 'accepted' as const, providerMessageId: `SM_${text.messageId}` };
    await recordVerdict(pool, { ...verdict, errorCode: null, errorMessage: null, notify: true });
    expect(await release(text)).toEqual({ outcome: 'gone' });
  });

  const RULES: [what: string, rule: string, forbid: (tenant: Tenant) => Promise<unknown>][] = [
    ['the lead opted out', 'opted_out', (tenant) => takeIn(pool, inboundText(tenant, 'STOP'))],
    ['Do Not Contact holds', 'do_not_contact', (tenant) => decide(tenant, 'set')],
    [
      'our number may not send any more',
      'number_not_ours',
      ({ ourNumber }) =>
        pool.query('update phone_numbers set sms_capable = false where phone_number = $1', [ourNumber]),
    ],
  ];
  test.each(RULES)('when %s withholds it, before its time too', async (_what, rule, forbid) => {
    const { tenant } = await oneText(pool);
    const text = await scheduled(tenant);
    await forbid(tenant);
    expect(await release(text)).toEqual({ outcome: 'withheld' });
    expect(await messageOf(pool, text.messageId)).toMatchObject({ state: 'withheld', withheld_rule: rule });
    expect(await release(text)).toEqual({ outcome: 'gone' });
  });

  test('after Do Not Contact was lifted again waits on', async () => {
    const { tenant } = await oneText(pool);
    const text = await scheduled(tenant);
    await decide(tenant, 'set');
    await decide(tenant, 'lift');
    expect(await release(text)).toMatchObject({ outcome: 'waits' });
  });

  const SINCE: [what: string, since: (talk: Asked) => Promise<unknown>, rule: string | null][] = [
    ['nobody wrote since', async () => {}, null],
    ['the lead wrote since', ({ tenant }) => takeIn(pool, inboundText(tenant, 'Never mind')), 'stale'],
    ['the lead only asked for help', ({ tenant }) => takeIn(pool, inboundText(tenant, 'HELP')), null],
    ['a person wrote since', ({ tenant }) => sendAs(pool, tenant, 'manual'), 'answered_by_person'],
    ['a person scheduled something', ({ tenant }) => scheduled(tenant, { source: 'manual' }), null],
    ['a program wrote since', ({ tenant }) => sendAs(pool, tenant, 'api'), null],
  ];
  test.each(SINCE)('an agent’s answer when %s', async (_what, since, rule) => {
    const talk = await asked(pool);
    const text = await scheduled(talk.tenant, { source: 'sms_agent', turnId: talk.turnId });
    await since(talk);
    await due(text);
    expect(await release(text)).toMatchObject({ outcome: rule === null ? 'released' : 'withheld' });
    expect((await messageOf(pool, text.messageId)).withheld_rule).toBe(rule);
  });

  test.each(['manual', 'api', 'sms_agent'] as const)(
    'a text of %s that answers no turn is never stale',
    async (source) => {
      const text = await scheduled(await createTenant(pool), { source });
      await takeIn(pool, inboundText(text.tenant, 'Never mind'));
      await due(text);
      expect(await release(text)).toMatchObject({ outcome: 'released' });
    },
  );

  test('another tenant’s is nothing', async () => {
    const [text, other] = [await scheduled(await createTenant(pool)), await createTenant(pool)];
    expect(await release({ ...text, tenantId: other.tenantId })).toEqual({ outcome: 'gone' });
  });
});

function decide(tenant: Tenant, what: 'set' | 'lift') {
  const decision = { ...tenant, channel: 'sms' as const, reason: 'asked on the phone', by: 'user_1' };
  return inTransaction<unknown>(pool, (tx) =>
    what === 'set' ? setDoNotContact(tx, decision, newId('doNotContact')) : liftDoNotContact(tx, decision),
  );
}

describe('changing', () => {
  test('its time and its words is a fact, which holds no words', async () => {
    const text = await scheduled(await createTenant(pool));
    const sendAt = new Date(Date.now() + 2 * HOUR);
    const changed = await change(text, { sendAt, body: 'See you at 11', segments: 1 });
    const data = { messageId: text.messageId, by: 'user_1', dueAt: sendAt.getTime(), words: true };
    expect(changed).toMatchObject({ outcome: 'changed', fact: { type: 'schedule-changed', data } });
    expect(await messageOf(pool, text.messageId)).toMatchObject({ body: 'See you at 11', send_at: sendAt });
  });

  test('cancelled, it is withheld and stays so', async () => {
    const text = await scheduled(await createTenant(pool));
    expect(await change(text, { cancel: true })).toMatchObject({ fact: { type: 'schedule-cancelled' } });
    expect(await messageOf(pool, text.messageId)).toMatchObject({ state: 'withheld', withheld_rule: 'cancelled' });
    expect(await change(text, { sendAt: inAnHour() })).toEqual({ outcome: 'left', state: 'withheld' });
    await due(text);
    expect(await release(text)).toEqual({ outcome: 'gone' });
    expect(await transcriptOf(text)).toEqual([]);
  });

  test('what has left, was never scheduled, or is another tenant’s is not changed', async () => {
    const text = await scheduled(await createTenant(pool));
    await due(text);
    await release(text);
    expect(await change(text, { cancel: true })).toEqual({ outcome: 'left', state: 'queued' });
    const sent = await sendAs(pool, text.tenant, 'api');
    const messageId = sent.outcome === 'recorded' ? String(sent.fact.data.messageId) : '';
    expect(await change({ ...text, messageId }, { cancel: true })).toEqual({ outcome: 'missing' });
    const other = await createTenant(pool);
    expect(await change({ ...text, tenantId: other.tenantId }, { cancel: true })).toEqual({ outcome: 'missing' });
  });
});

test('a tenant’s are listed the soonest first, in pages, and by conversation or lead', async () => {
  const tenant = await createTenant(pool);
  const [later, soon] = [
    await scheduled(tenant, { sendAt: new Date(Date.now() + 2 * HOUR) }),
    await scheduled(tenant, { sendAt: inAnHour() }),
  ];
  await scheduled(await createTenant(pool));
  const list = async (filter = {}, page = {}) =>
    (await listScheduledTexts(pool, tenant.tenantId, filter, { limit: 10, ...page })).map((text) => text.messageId);
  expect(await list()).toEqual([soon.messageId, later.messageId]);
  const [first] = await listScheduledTexts(pool, tenant.tenantId, {}, { limit: 1 });
  expect(await list({}, { after: [first!.sendAt, first!.messageId] })).toEqual([later.messageId]);
  expect(await list({ interactionId: soon.interactionId, leadId: tenant.leadId })).toHaveLength(2);
  expect(await list({ leadId: 'lead_of_nobody' })).toEqual([]);
});

test('one that is overdue by minutes, whose workflow is lost, wakes its conversation; one that waits does not', async () => {
  const [overdue, waiting] = [await scheduled(await createTenant(pool)), await scheduled(await createTenant(pool))];
  const all = [overdue, waiting].map(({ interactionId }) => interactionId);
  await pool.query(`update interactions set updated_at = now() - interval '1 hour' where interaction_id = any ($1)`, [
    all,
  ]);
  await pool.query(`update messages set send_at = now() - interval '6 minutes' where message_id = $1`, [
    overdue.messageId,
  ]);
  await wakeStalled(pool, 300_000, 100);
  const { rows } = await pool.query(
    `select interaction_id from events where type = 'look-again' and interaction_id = any ($1)`,
    [all],
  );
  expect(rows).toEqual([{ interaction_id: overdue.interactionId }]);
});

describe('quiet hours', () => {
  /** A tenant with quiet hours, whose lead wrote so long ago. */
  async function quiet(agoMs: number | null, parts: Partial<NewSend> = {}) {
    const tenant = await createTenant(pool, { lead: { timezone: 'Europe/Rome' } });
    const set = `update tenants set quiet_from = '21:00', quiet_until = '08:00' where tenant_id = $1`;
    await pool.query(set, [tenant.tenantId]);
    if (agoMs !== null) {
      const { data } = await takeIn(pool, inboundText(tenant, 'Hi'));
      await pool.query('update messages set created_at = $2 where message_id = $1', [
        data.messageId,
        new Date(Date.now() - agoMs),
      ]);
    }
    const send = newSend(tenant, parts);
    const recorded = await inTransaction(pool, (tx) => recordSend(tx, send));
    if (recorded.outcome !== 'recorded') throw new Error(recorded.outcome);
    return { ...recorded.fact, tenant, messageId: send.messageId };
  }
  const asks = (to: string) => ({
    outcome: 'quiet-hours',
    hours: { from: '21:00', until: '08:00' },
    timezone: 'Europe/Rome',
    to,
  });
  const claim = (text: { tenantId: string; messageId: string }, heeds = true) =>
    claimDelivery(pool, text.tenantId, text.messageId, heeds);

  test.each(['api', 'manual', 'sms_agent'] as const)(
    'are asked about before a text of %s is claimed',
    async (source) => {
      const text = await quiet(2 * HOUR, { source });
      expect(await claim(text)).toEqual(asks(text.tenant.leadPhone));
      expect(await messageOf(pool, text.messageId)).toMatchObject({ state: 'queued' });
      expect(await claim(text, false)).toMatchObject({ outcome: 'claimed' });
    },
  );

  test('a lead that never wrote is not answered either', async () => {
    expect(await claim(await quiet(null))).toMatchObject({ outcome: 'quiet-hours' });
  });

  test('a text within an hour of the lead’s is an answer', async () => {
    expect(await claim(await quiet(HOUR - 60_000))).toMatchObject({ outcome: 'claimed' });
    expect(await claim(await quiet(HOUR + 60_000))).toMatchObject({ outcome: 'quiet-hours' });
  });

  test('a worker of the version before, which does not say that it knows them, is not asked', async () => {
    const text = await quiet(null);
    const { rows } = await pool.query('select outcome from claim_delivery($1, $2)', [text.tenantId, text.messageId]);
    expect(rows).toEqual([{ outcome: 'claimed' }]);
  });

  test('held, a text is out of the others’ way, out of the transcript, and not the newest', async () => {
    const text = await quiet(2 * HOUR);
    const until = inAnHour();
    expect(await holdText(pool, text.tenantId, text.messageId, until)).toBe(true);
    expect(await claim(text)).toEqual({ outcome: 'scheduled', until: until.getTime() });
    expect(await claim(text, false)).toEqual({ outcome: 'scheduled', until: until.getTime() });
    const head = await readHead(pool, text.tenantId, text.interactionId, null);
    expect(head).toMatchObject({ lastMessage: { message: 'Hi' }, sms: { direction: 'inbound' } });
    const { rows } = await pool.query(`select data from events where interaction_id = $1 and type = 'text-held'`, [
      text.interactionId,
    ]);
    expect(rows).toEqual([{ data: { messageId: text.messageId, until: until.getTime() } }]);
    expect(await listScheduledTexts(pool, text.tenantId, {}, { limit: 5 })).toMatchObject([
      { messageId: text.messageId, scheduledFor: 'quiet_hours' },
    ]);
  });

  test('held, the only text of a conversation leaves it without one', async () => {
    const text = await quiet(null);
    await holdText(pool, text.tenantId, text.messageId, inAnHour());
    const head = await readHead(pool, text.tenantId, text.interactionId, null);
    expect(head).toMatchObject({ lastMessage: null });
  });

  test('the lead wrote just before it was held: it is not held, but claimed', async () => {
    const text = await quiet(2 * HOUR);
    await takeIn(pool, inboundText(text.tenant, 'Still there?'));
    expect(await holdText(pool, text.tenantId, text.messageId, inAnHour())).toBe(false);
    expect(await claim(text)).toMatchObject({ outcome: 'claimed' });
  });

  test('an agent’s answer to a batch of long ago is recorded, and its claim asks', async () => {
    const talk = await asked(pool);
    await pool.query(`update tenants set quiet_from = '21:00', quiet_until = '08:00' where tenant_id = $1`, [
      talk.tenantId,
    ]);
    const { tenantId, turnId, askedSeq } = talk;
    const reply = { tenantId, turnId, askedSeq, body: 'We are open', segments: 1 };
    await pool.query(`update messages set created_at = now() - interval '2 hours' where turn_id = $1`, [turnId]);
    const messageId = newId('message');
    expect(await recordReply(pool, { ...reply, messageId })).toMatchObject({ outcome: 'quiet_hours' });
    expect(await messageOf(pool, messageId)).toMatchObject({ state: 'queued' });
    expect(await claim({ tenantId, messageId })).toMatchObject({ outcome: 'quiet-hours' });
    // Its activity runs again, after a crash: the reply is found, and not recorded twice.
    await holdText(pool, tenantId, messageId, inAnHour());
    expect(await recordReply(pool, { ...reply, messageId: newId('message') })).toMatchObject({ messageId });
  });

  test('and one within the hour leaves with no question at all', async () => {
    const talk = await asked(pool);
    await pool.query(`update tenants set quiet_from = '21:00', quiet_until = '08:00' where tenant_id = $1`, [
      talk.tenantId,
    ]);
    const { tenantId, turnId, askedSeq } = talk;
    const reply = { tenantId, turnId, askedSeq, messageId: newId('message'), body: 'We are open', segments: 1 };
    expect(await recordReply(pool, reply)).toMatchObject({ outcome: 'claimed' });
  });
});
