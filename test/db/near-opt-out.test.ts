import { goOn, optOutAfterAll } from '../../src/db/consent';
import { setDoNotContact } from '../../src/db/do-not-contact';
import { inTransaction, type Pool } from '../../src/db/pool';
import { readSnapshot } from '../../src/db/snapshot';
import { claimTurn } from '../../src/db/turns';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, type Tenant } from '../support/tenant';
import { consentTools } from './consent-setup';
import { asked, conversationOf, oneText, reply, replyByApi, sendAs } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const { write, ledgerOf, send } = consentTools(() => pool);

describe('a text that sounds like an opt-out', () => {
  const NEAR = 'please stop texting me';
  const goingOn = (tenant: Tenant, interactionId: string) =>
    inTransaction(pool, (tx) => goOn(tx, { tenantId: tenant.tenantId, interactionId, by: 'user_1' }));
  const optingOut = (tenant: Tenant, interactionId: string) =>
    inTransaction(pool, (tx) =>
      optOutAfterAll(
        tx,
        { tenantId: tenant.tenantId, interactionId, by: 'user_1', reason: 'Clear enough' },
        newId('consentEvent'),
      ),
    );

  test('suspends the turn and flags the conversation; further texts wait too', async () => {
    const talk = await asked(pool);
    const near = await write(talk.tenant, NEAR);
    expect(near.data).toMatchObject({ consent: 'near_opt_out' });
    expect(near.data).not.toHaveProperty('turnId');
    expect(await reply(pool, talk)).toEqual({ outcome: 'stale' });
    expect(await replyByApi(pool, talk)).toMatchObject({ outcome: 'refused', code: 'NEAR_OPT_OUT' });
    const further = await write(talk.tenant, 'Hello?');
    expect(further.data).not.toHaveProperty('turnId');
    const { fact } = talk;
    expect(await conversationOf(pool, fact.interactionId)).toMatchObject({
      attention: 'near_opt_out',
      status: 'in_progress',
    });
    expect(await readSnapshot(pool, talk.tenantId, fact.interactionId)).toMatchObject({
      needsPerson: 'near opt-out',
      turn: null,
    });
    expect(await ledgerOf(talk.tenant)).toEqual([]);
  });

  test('and was none: the agent is asked once, about everything that waited', async () => {
    const { tenant, fact } = await oneText(pool);
    await write(tenant, NEAR);
    await write(tenant, 'HELP');
    await write(tenant, 'I mean on Sundays');
    const [told] = (await goingOn(tenant, fact.interactionId)) as { data: Record<string, unknown> }[];
    expect(told).toMatchObject({ type: 'near-opt-out-cleared', data: { by: 'user_1', windowMs: 0, texts: 3 } });
    expect(await conversationOf(pool, fact.interactionId)).toMatchObject({ attention: null, attention_at: null });
    const claim = await claimTurn(pool, tenant.tenantId, String(told!.data.turnId));
    const combinedText = `Hi\n${NEAR}\nI mean on Sundays`;
    expect(claim).toMatchObject({
      outcome: 'claimed',
      turn: { payload: { message: { combinedText, messageCount: 3 } } },
    });
    expect(await goingOn(tenant, fact.interactionId)).toBe('nothing-to-decide');
  });

  test('and was none, with Agent Mode off meanwhile: nobody is asked', async () => {
    const { tenant, fact } = await oneText(pool);
    await write(tenant, NEAR);
    await pool.query('update interactions set agent_mode = false where interaction_id = $1', [fact.interactionId]);
    const facts = await goingOn(tenant, fact.interactionId);
    expect(facts).toMatchObject([{ data: { by: 'user_1' } }]);
    expect(facts).not.toMatchObject([{ data: { turnId: expect.anything() } }]);
  });

  test('and was one: it is in the ledger as a person’s word about that text, and blocks', async () => {
    const { tenant, fact } = await oneText(pool);
    const near = await write(tenant, NEAR);
    expect(await optingOut(tenant, fact.interactionId)).toMatchObject([{ type: 'opted-out', data: { status: 'dnc' } }]);
    expect(await ledgerOf(tenant)).toMatchObject([
      { origin: 'person', setBy: 'user_1', reason: 'Clear enough', messageId: near.data.messageId },
    ]);
    expect(await conversationOf(pool, fact.interactionId)).toMatchObject({ attention: null, status: 'dnc' });
    expect(await send(tenant)).toMatchObject({ outcome: 'refused' });
    expect(await optingOut(tenant, fact.interactionId)).toBe('nothing-to-decide');
  });

  test('is ended by a clear STOP, by a person who writes, and by Do Not Contact', async () => {
    for (const end of [
      (t: Tenant) => write(t, 'STOP'),
      (t: Tenant) => sendAs(pool, t, 'manual'),
      (t: Tenant) =>
        inTransaction(pool, (tx) =>
          setDoNotContact(tx, { ...t, channel: 'sms', reason: 'Asked', by: 'user_1' }, newId('doNotContact')),
        ),
    ]) {
      const { tenant, fact } = await oneText(pool);
      await write(tenant, NEAR);
      await end(tenant);
      expect(await conversationOf(pool, fact.interactionId)).toMatchObject({ attention: null, near_opt_out_seq: null });
    }
  });

  test('of another tenant is not to be decided about', async () => {
    const { tenant, fact } = await oneText(pool);
    await write(tenant, NEAR);
    const other = await createTenant(pool);
    expect(await goingOn(other, fact.interactionId)).toBe('no-such-conversation');
    expect(await optingOut(other, fact.interactionId)).toBe('no-such-conversation');
    expect(await conversationOf(pool, fact.interactionId)).toMatchObject({ attention: 'near_opt_out' });
  });
});
