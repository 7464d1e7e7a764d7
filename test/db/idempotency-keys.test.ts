import { claimIdempotencyKey, keepAnswer, readIdempotencyKey } from '../../src/db/idempotency-keys';
import { inTransaction, type Pool } from '../../src/db/pool';
import { newId } from '../../src/new-id';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, type Tenant } from '../support/tenant';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

describe('an idempotency key', () => {
  const print = Buffer.from('fingerprint');
  const claim = (tenant: Tenant, key: string, messageId = newId('message')) =>
    inTransaction(pool, (tx) => claimIdempotencyKey(tx, tenant.tenantId, key, print, messageId));
  const read = (tenant: Tenant, key: string) => readIdempotencyKey(pool, tenant.tenantId, key);
  const agedBy = (tenant: Tenant, hours: number) =>
    pool.query(
      'update idempotency_keys set created_at = created_at - make_interval(hours => $2) where tenant_id = $1',
      [tenant.tenantId, hours],
    );

  test('of ten at once belongs to one', async () => {
    const tenant = await createTenant(pool);
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(tenant, 'k')));
    expect(claims.filter((first) => first)).toHaveLength(1);
  });

  test('remembers its request, and the answer once it was given', async () => {
    const tenant = await createTenant(pool);
    expect(await read(tenant, 'k')).toBeNull();
    await claim(tenant, 'k', 'msg_1');
    const use = { fingerprint: print, messageId: 'msg_1', answer: null, ageMs: expect.any(Number) };
    expect(await read(tenant, 'k')).toEqual(use);
    const answer = { status: 200, body: { success: true, data: { status: 'sent' } } };
    await keepAnswer(pool, tenant.tenantId, 'k', answer);
    await keepAnswer(pool, tenant.tenantId, 'k', { status: 500, body: 'a later one' });
    expect(await read(tenant, 'k')).toEqual({ ...use, answer });
  });

  test('of a request that was rolled back is free again', async () => {
    const tenant = await createTenant(pool);
    const failing = inTransaction(pool, async (tx) => {
      await claimIdempotencyKey(tx, tenant.tenantId, 'k', print, 'msg_1');
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(await claim(tenant, 'k')).toBe(true);
  });

  test('is each tenant’s own', async () => {
    for (const tenant of [await createTenant(pool), await createTenant(pool)])
      expect(await claim(tenant, 'k')).toBe(true);
  });

  test('is remembered for 24 h, and then belongs to the first of ten at once again', async () => {
    const tenant = await createTenant(pool);
    await claim(tenant, 'k', 'msg_1');
    await keepAnswer(pool, tenant.tenantId, 'k', { status: 200, body: {} });
    await agedBy(tenant, 23);
    expect(await claim(tenant, 'k')).toBe(false);
    await agedBy(tenant, 1);
    expect(await read(tenant, 'k')).toBeNull();
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(tenant, 'k')));
    expect(claims.filter((first) => first)).toHaveLength(1);
    expect(await read(tenant, 'k')).toMatchObject({ answer: null });
  });
});
