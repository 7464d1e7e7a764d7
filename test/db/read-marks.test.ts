import { listConversations } from '../../src/db/conversation-list';
import { inTransaction, type Pool } from '../../src/db/pool';
import { markRead } from '../../src/db/read-marks';
import { recordSend } from '../../src/db/sends';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { addPerson } from '../support/people';
import { createTenant, inboundText, newSend, type Tenant, takeIn } from '../support/tenant';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

async function unread(tenant: Tenant, userId: string | null): Promise<number> {
  const [row] = await listConversations(pool, tenant.tenantId, {}, { limit: 1 }, userId);
  return row!.unread;
}

async function tenantWithTexts(before: number, after: number) {
  const tenant = await createTenant(pool);
  const seqs: number[] = [];
  let interactionId = '';
  const write = async () => {
    const fact = await takeIn(pool, inboundText(tenant, 'Hi'));
    seqs.push(fact.seq);
    interactionId = fact.interactionId;
  };
  for (let text = 0; text < before; text++) await write();
  const { userId } = await addPerson(pool, tenant.tenantId);
  for (let text = 0; text < after; text++) await write();
  const mark = (seq: number, again = false) =>
    markRead(pool, { tenantId: tenant.tenantId, userId }, interactionId, { seq, unread: again });
  return { tenant, userId, interactionId, seqs, mark };
}

test('the lead’s texts since the person was added are unread until the mark passes them', async () => {
  const { tenant, userId, seqs, mark } = await tenantWithTexts(2, 3);
  expect(await unread(tenant, userId)).toBe(3);
  expect(await mark(seqs[3]!)).toEqual({ readSeq: seqs[3] });
  expect(await unread(tenant, userId)).toBe(1);
  await mark(seqs[4]!);
  expect(await unread(tenant, userId)).toBe(0);
});

test('our own texts are not unread', async () => {
  const { tenant, userId } = await tenantWithTexts(0, 1);
  await inTransaction(pool, (tx) => recordSend(tx, newSend(tenant)));
  expect(await unread(tenant, userId)).toBe(1);
});

test('a mark moves back only when it is meant to: a text, and those after it, are unread again', async () => {
  const { tenant, userId, seqs, mark } = await tenantWithTexts(2, 2);
  await mark(seqs[3]!);
  expect(await mark(seqs[1]!)).toEqual({ readSeq: seqs[3] });
  expect(await unread(tenant, userId)).toBe(0);
  expect(await mark(seqs[1]!, true)).toEqual({ readSeq: seqs[1]! - 1 });
  expect(await unread(tenant, userId)).toBe(3);
});

test('a mark beyond the newest event reads nothing that is still to come', async () => {
  const { tenant, userId, mark } = await tenantWithTexts(0, 1);
  await mark(2_147_483_647);
  await takeIn(pool, inboundText(tenant, 'Me again'));
  expect(await unread(tenant, userId)).toBe(1);
});

test('each person has marks of their own, and an API key has none', async () => {
  const { tenant, userId, seqs, mark } = await tenantWithTexts(0, 1);
  const other = await addPerson(pool, tenant.tenantId);
  await takeIn(pool, inboundText(tenant, 'And?'));
  await mark(seqs[0]! + 1);
  expect([await unread(tenant, userId), await unread(tenant, other.userId), await unread(tenant, null)]).toEqual([
    0, 1, 0,
  ]);
});

test('no more than 100 are counted', async () => {
  const { tenant, userId } = await tenantWithTexts(0, 101);
  expect(await unread(tenant, userId)).toBe(100);
});

test('two pages of one person at once leave the further mark', async () => {
  const { seqs, mark } = await tenantWithTexts(0, 6);
  await Promise.all(seqs.map((seq) => mark(seq)));
  expect(await mark(0)).toEqual({ readSeq: seqs.at(-1) });
});

test('another tenant’s conversation cannot be marked', async () => {
  const [{ interactionId }, other] = [await tenantWithTexts(0, 1), await tenantWithTexts(0, 1)];
  const reader = { tenantId: other.tenant.tenantId, userId: other.userId };
  expect(await markRead(pool, reader, interactionId, { seq: 1, unread: false })).toBeNull();
});
