import {
  type AttemptVerdict,
  claimDelivery,
  readDoubtful,
  recordUnconfirmed,
  recordVerdict,
} from '../../src/db/deliveries';
import type { Pool } from '../../src/db/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, readRow, type Tenant } from '../support/tenant';
import { asked, conversationOf, messageOf, reply, sendAs } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

/** A text of ours, queued. */
async function queued(tenant?: Tenant) {
  const of = tenant ?? (await createTenant(pool));
  const sent = await sendAs(pool, of, 'api');
  if (sent.outcome !== 'recorded') throw new Error(sent.outcome);
  const { tenantId, interactionId, data } = sent.fact;
  return { tenant: of, tenantId, interactionId, messageId: String(data.messageId), seq: sent.fact.seq };
}

type Text = Awaited<ReturnType<typeof queued>>;

const claim = ({ tenantId, messageId }: Text) => claimDelivery(pool, tenantId, messageId);
const verdict = ({ tenantId, messageId }: Text, kind: AttemptVerdict['kind'], parts: Partial<AttemptVerdict> = {}) =>
  recordVerdict(pool, {
    tenantId,
    messageId,
    attempt: 1,
    kind,
    providerMessageId: kind === 'accepted' ? `SM_${messageId}` : null,
    errorCode: null,
    errorMessage: null,
    notify: true,
    ...parts,
  });
const attemptsOf = async ({ messageId }: Text) =>
  (await pool.query('select * from send_attempts where message_id = $1 order by attempt', [messageId])).rows;

describe('claiming a text', () => {
  test('gives what is to be handed over, and writes the attempt first', async () => {
    const text = await queued();
    expect(await claim(text)).toEqual({
      outcome: 'claimed',
      delivery: {
        attempt: 1,
        body: 'See you at 10',
        from: text.tenant.ourNumber,
        to: text.tenant.leadPhone,
        provider: 'twilio',
        account: null,
      },
    });
    expect((await messageOf(pool, text.messageId)).state).toBe('sending');
    expect(await attemptsOf(text)).toMatchObject([{ attempt: 1, verdict: null, ended_at: null }]);
  });

  test('ten times at once gives it to one', async () => {
    const text = await queued();
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(text)));
    expect(claims.map((made) => made.outcome).sort()).toEqual(['claimed', ...Array(9).fill('unclear')]);
    expect(await attemptsOf(text)).toHaveLength(1);
  });

  test('whose attempt nobody saw the end of is unclear, and that is written', async () => {
    const text = await queued();
    await claim(text);
    expect(await claim(text)).toEqual({ outcome: 'unclear' });
    expect(await attemptsOf(text)).toMatchObject([{ verdict: 'unclear' }]);
  });

  test.each(['sent', 'delivered', 'undelivered', 'failed', 'unconfirmed', 'withheld'])(
    'that is %s has nothing to do',
    async (state) => {
      const text = await queued();
      await pool.query('update messages set state = $2 where message_id = $1', [text.messageId, state]);
      expect(await claim(text)).toEqual({ outcome: 'done', state });
      expect(await attemptsOf(text)).toEqual([]);
    },
  );

  test('of another tenant claims nothing', async () => {
    const [text, other] = [await queued(), await createTenant(pool)];
    expect((await claimDelivery(pool, other.tenantId, text.messageId)).outcome).not.toBe('claimed');
    expect((await messageOf(pool, text.messageId)).state).toBe('queued');
  });

  test('behind another waits, and takes that one up where nobody is at it', async () => {
    const first = await queued();
    const second = await queued(first.tenant);
    expect(await claim(second)).toEqual({ outcome: 'behind', ahead: { messageId: first.messageId, seq: first.seq } });
    await claim(first);
    expect(await claim(second)).toEqual({ outcome: 'behind', ahead: undefined });
    await verdict(first, 'accepted');
    expect((await claim(second)).outcome).toBe('claimed');
  });

  test('behind one that has been under way for long takes that one up', async () => {
    const first = await queued();
    const second = await queued(first.tenant);
    await claim(first);
    await pool.query(`update send_attempts set started_at = now() - interval '1 minute' where message_id = $1`, [
      first.messageId,
    ]);
    expect(await claim(second)).toMatchObject({ outcome: 'behind', ahead: { messageId: first.messageId } });
  });

  test('is not held by another conversation of the same tenant', async () => {
    const first = await queued();
    const lead = { ...first.tenant, leadPhone: `${first.tenant.leadPhone}0` };
    expect((await claim(await queued(lead))).outcome).toBe('claimed');
  });

  test('two texts claimed at once never both leave', async () => {
    const first = await queued();
    const second = await queued(first.tenant);
    const claims = await Promise.all([claim(second), claim(first)]);
    expect(claims.map((made) => made.outcome)).toEqual(['behind', 'claimed']);
  });
});

describe('a verdict', () => {
  test.each([
    ['accepted', 'sent'],
    ['refused', 'failed'],
    ['not-taken', 'queued'],
    ['unclear', 'sending'],
  ] as const)('%s leaves the message %s', async (kind, state) => {
    const text = await queued();
    await claim(text);
    expect(await verdict(text, kind)).toBe(state);
    expect((await messageOf(pool, text.messageId)).state).toBe(state);
    expect(await attemptsOf(text)).toMatchObject([{ verdict: kind, ended_at: expect.any(Date) }]);
  });

  test('not-taken lets it be claimed again, as the second attempt', async () => {
    const text = await queued();
    await claim(text);
    await verdict(text, 'not-taken', { errorCode: '20429' });
    expect(await claim(text)).toMatchObject({ outcome: 'claimed', delivery: { attempt: 2 } });
    expect(await attemptsOf(text)).toMatchObject([
      { attempt: 1, verdict: 'not-taken', error_code: '20429' },
      { attempt: 2, verdict: null },
    ]);
  });

  test('refused says why, on the message and on the conversation', async () => {
    const text = await queued();
    await claim(text);
    await verdict(text, 'refused', { errorCode: '21614', errorMessage: 'Twilio error 21614' });
    const why = { error_code: '21614', error_message: 'Twilio error 21614' };
    expect(await messageOf(pool, text.messageId)).toMatchObject(why);
    expect(await conversationOf(pool, text.interactionId)).toMatchObject(why);
  });

  test('of an earlier try is not what a later one failed of', async () => {
    const text = await queued();
    await claim(text);
    await verdict(text, 'not-taken', { errorCode: 'ECONNREFUSED' });
    await claim(text);
    await verdict(text, 'refused', { attempt: 2, errorCode: '21610' });
    expect((await messageOf(pool, text.messageId)).error_code).toBe('21610');
  });

  test('a text that was taken at the second try has nothing wrong with it', async () => {
    const text = await queued();
    await claim(text);
    await verdict(text, 'not-taken', { errorCode: 'ECONNREFUSED' });
    await claim(text);
    await verdict(text, 'accepted', { attempt: 2 });
    expect(await messageOf(pool, text.messageId)).toMatchObject({ state: 'sent', error_code: null });
  });

  test('is told to whoever waits for the message, unless it waits on', async () => {
    const heard: string[] = [];
    const listener = await pool.connect();
    listener.on('notification', (notification) => heard.push(notification.payload ?? ''));
    await listener.query('listen parley_message');
    const [sent, held, silent] = [await queued(), await queued(), await queued()];
    for (const text of [sent, held, silent]) await claim(text);
    await verdict(held, 'not-taken');
    await verdict(silent, 'accepted', { notify: false });
    await verdict(sent, 'accepted');
    await listener.query('select 1'); // notifications come before this answer
    listener.release(true);
    expect(heard).toEqual([sent.messageId]);
  });

  test('of a reply in the agent’s answer settles it like any other', async () => {
    const talk = await asked(pool);
    const recorded = await reply(pool, talk, `msg_${talk.turnId}`);
    expect(recorded.outcome).toBe('claimed');
    const text = { ...(await queued(talk.tenant)), messageId: `msg_${talk.turnId}` };
    expect(await verdict(text, 'accepted')).toBe('sent');
  });
});

describe('a text in doubt', () => {
  test('is looked for by what was sent, when, and what else is known there', async () => {
    const before = await queued();
    await claim(before);
    await verdict(before, 'accepted', { providerMessageId: 'SM_known' });
    const text = await queued(before.tenant);
    await claim(text);
    const [attempt] = await attemptsOf(text);
    expect(await readDoubtful(pool, text.tenantId, text.messageId)).toEqual({
      state: 'sending',
      attempt: 1,
      attemptedAt: attempt.started_at.getTime(),
      body: 'See you at 10',
      from: text.tenant.ourNumber,
      to: text.tenant.leadPhone,
      provider: 'twilio',
      account: null,
      knownProviderMessageIds: ['SM_known'],
    });
  });

  test('that was found at the provider takes its id', async () => {
    const text = await queued();
    await claim(text);
    await verdict(text, 'unclear', { errorCode: 'TIMEOUT' });
    expect(await verdict(text, 'accepted', { providerMessageId: 'SM_found', state: 'delivered' })).toBe('delivered');
    expect(await messageOf(pool, text.messageId)).toMatchObject({
      state: 'delivered',
      provider_message_id: 'SM_found',
      error_code: null,
    });
  });

  test('without evidence is unconfirmed', async () => {
    const text = await queued();
    await claim(text);
    expect(await recordUnconfirmed(pool, text.tenantId, text.messageId)).toBe('unconfirmed');
    expect(
      await readRow(pool, `select data from events where interaction_id = $1 and type = 'delivery-unconfirmed'`, [
        text.interactionId,
      ]),
    ).toEqual({
      data: { messageId: text.messageId },
    });
  });

  test.each(['queued', 'sent', 'delivered', 'failed'])(
    'that is %s meanwhile is not made unconfirmed',
    async (state) => {
      const text = await queued();
      await pool.query('update messages set state = $2 where message_id = $1', [text.messageId, state]);
      expect(await recordUnconfirmed(pool, text.tenantId, text.messageId)).toBe(state);
    },
  );
});
