import { handOversEnded } from '../../src/api/hand-overs';
import { claimDelivery, recordVerdict } from '../../src/db/deliveries';
import { inTransaction, type Pool, type Queryable } from '../../src/db/pool';
import { recordSend } from '../../src/db/sends';
import { claimTurn, recordReply } from '../../src/db/turns';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { inboundText, newSend, type Tenant, takeIn } from '../support/tenant';
import { consentTools } from './consent-setup';
import {
  type Asked,
  asked,
  messageOf,
  oneText,
  queuedText,
  reply,
  replyByApi,
  sendAs,
  turnOf,
  waitingForLocks,
} from './turn-setup';

/**
 * STOP against everything that ends in a text, each in both orders: one of the two is done and not committed, the other is seen
 * to wait for it, and only then may both go on. Whatever is claimed, is claimed before the opt-out; after it, nothing is.
 */
let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const { secondNumber, setScope } = consentTools(() => pool);
const stop = (db: Queryable, tenant: Tenant, to = tenant.ourNumber) =>
  takeIn(db, inboundText(tenant, 'STOP', { to, providerAnswers: true }));

/** Does `first` in a transaction, starts `second` and sees it wait, then lets both end. @returns what `second` came to */
async function inOrder<T>(first: (tx: Queryable) => Promise<unknown>, second: () => Promise<T>): Promise<T> {
  let started: Promise<T> | undefined;
  await inTransaction(pool, async (tx) => {
    await first(tx);
    started = second();
    started.catch(() => {}); // told below
    await waitingForLocks(pool, 1);
  });
  return started!;
}

/** How many of the tenant's texts were handed to a provider, or are about to be. */
async function handedOver({ tenantId }: Tenant): Promise<number> {
  return (await pool.query('select 1 from send_attempts where tenant_id = $1', [tenantId])).rowCount ?? 0;
}

describe('STOP first', () => {
  test('the window’s end finds nobody to ask', async () => {
    const { tenant, turnId } = await oneText(pool);
    const claim = await inOrder(
      (tx) => stop(tx, tenant),
      () => claimTurn(pool, tenant.tenantId, turnId),
    );
    expect(claim).toEqual({ outcome: 'closed' });
  });

  test.each<[string, (talk: Asked) => Promise<unknown>, Record<string, unknown>]>([
    ['the agent’s answer is kept and not sent', (talk) => reply(pool, talk), { outcome: 'dropped' }],
    ['the agent’s reply by API is refused', (talk) => replyByApi(pool, talk), { code: 'CONTACT_OPTED_OUT' }],
    ['a person’s text is refused', ({ tenant }) => sendAs(pool, tenant, 'manual'), { code: 'CONTACT_OPTED_OUT' }],
    ['a program’s text is refused', ({ tenant }) => sendAs(pool, tenant, 'api'), { code: 'CONTACT_OPTED_OUT' }],
  ])('%s', async (_what, deed, expected) => {
    const talk = await asked(pool);
    expect(
      await inOrder(
        (tx) => stop(tx, talk.tenant),
        () => deed(talk),
      ),
    ).toMatchObject(expected);
    expect(await handedOver(talk.tenant)).toBe(0);
  });

  test('the claim of a queued text withholds it', async () => {
    const { tenant } = await oneText(pool);
    const messageId = await queuedText(pool, tenant);
    const claim = await inOrder(
      (tx) => stop(tx, tenant),
      () => claimDelivery(pool, tenant.tenantId, messageId),
    );
    expect(claim).toEqual({ outcome: 'done', state: 'withheld' });
    expect(await messageOf(pool, messageId)).toMatchObject({ withheld_rule: 'opted_out' });
  });

  test('to another number of ours: the claim in this conversation withholds its text', async () => {
    const { tenant } = await oneText(pool);
    const messageId = await queuedText(pool, tenant);
    const other = await secondNumber(tenant);
    const claim = await inOrder(
      (tx) => stop(tx, tenant, other),
      () => claimDelivery(pool, tenant.tenantId, messageId),
    );
    expect(claim).toEqual({ outcome: 'done', state: 'withheld' });
  });

  test('to another number, which is all it covers: the claim here is not withheld', async () => {
    const { tenant } = await oneText(pool);
    await setScope(tenant, 'number');
    const messageId = await queuedText(pool, tenant);
    const other = await secondNumber(tenant);
    const claim = await inOrder(
      (tx) => stop(tx, tenant, other),
      () => claimDelivery(pool, tenant.tenantId, messageId),
    );
    expect(claim).toMatchObject({ outcome: 'claimed' });
  });

  test('of a conversation that begins just then, which no lock on conversations can hold: its claim withholds', async () => {
    const { tenant } = await oneText(pool);
    const from = await secondNumber(tenant);
    const messageId = newId('message');
    const claim = await inOrder(
      (tx) => stop(tx, tenant),
      async () => {
        // Not opted out yet, for all that anybody can see: recorded, and claimed as soon as that may be.
        await inTransaction(pool, (tx) => recordSend(tx, newSend(tenant, { from, messageId })));
        return claimDelivery(pool, tenant.tenantId, messageId);
      },
    );
    expect(claim).toEqual({ outcome: 'done', state: 'withheld' });
    expect(await handedOver(tenant)).toBe(0);
  });
});

describe('STOP second', () => {
  test('the turn that was claimed is dropped, and its answer not sent', async () => {
    const { tenant, tenantId, turnId, fact } = await oneText(pool);
    await inOrder(
      (tx) => claimTurn(tx, tenantId, turnId),
      () => stop(pool, tenant),
    );
    expect((await turnOf(pool, turnId)).state).toBe('dropped');
    const late = {
      tenantId,
      turnId,
      askedSeq: fact.seq,
      messageId: newId('message'),
      body: 'We are open',
      segments: 1,
    };
    expect(await recordReply(pool, late)).toEqual({ outcome: 'dropped' });
    expect(await handedOver(tenant)).toBe(0);
  });

  test('a text that was recorded is withheld at its claim', async () => {
    const { tenant, tenantId } = await oneText(pool);
    const messageId = newId('message');
    await inOrder(
      (tx) => recordSend(tx, newSend(tenant, { messageId })),
      () => stop(pool, tenant),
    );
    expect(await claimDelivery(pool, tenantId, messageId)).toEqual({ outcome: 'done', state: 'withheld' });
    expect(await handedOver(tenant)).toBe(0);
  });

  test('a conversation that began just before is dropped too: its claim was waited for', async () => {
    const { tenant, tenantId } = await oneText(pool);
    const from = await secondNumber(tenant);
    const messageId = newId('message');
    await inTransaction(pool, (tx) => recordSend(tx, newSend(tenant, { from, messageId })));
    await inOrder(
      (tx) => claimDelivery(tx, tenantId, messageId),
      () => stop(pool, tenant),
    );
    expect(await handedOver(tenant)).toBe(1); // claimed before the opt-out, and the webhook's answer waits for it (below)
  });

  test('its webhook is answered when the text that was being handed over has its verdict', async () => {
    const { tenant, tenantId } = await oneText(pool);
    const messageId = await queuedText(pool, tenant);
    const claim = await claimDelivery(pool, tenantId, messageId);
    if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
    await stop(pool, tenant);
    let answered = false;
    const answering = handOversEnded(pool, tenantId, tenant.leadPhone).then(() => {
      answered = true;
    });
    // It looks several times, which shows in Postgres, and goes on waiting.
    for (let look = 0; look < 20; look++) await pool.query('select 1');
    expect(answered).toBe(false);
    await recordVerdict(pool, {
      ...{
        tenantId,
        messageId,
        attempt: claim.delivery.attempt,
        kind: 'accepted' as const,
        providerMessageId: 'SM_race',
      },
      ...{ errorCode: null, errorMessage: null, notify: false },
    });
    await answering;
  });

  test('its webhook is not answered early because Postgres cannot tell', async () => {
    const { tenant, tenantId } = await oneText(pool);
    let looks = 0;
    const awayAtFirst = (...query: Parameters<Pool['query']>) =>
      ++looks <= 3 ? Promise.reject(new Error('Connection terminated')) : pool.query(...query);
    await handOversEnded({ query: awayAtFirst } as unknown as Queryable, tenantId, tenant.leadPhone);
    expect(looks).toBe(4);
  });
});

test('two phones’ texts do not wait for each other, and neither do two tenants’', async () => {
  const [talk, other] = [await asked(pool), await asked(pool)];
  await inTransaction(pool, async (tx) => {
    await stop(tx, talk.tenant);
    expect(await reply(pool, other)).toMatchObject({ outcome: 'claimed' });
  });
});
