import type { Role } from '../domain/role';
import { hashToken } from '../secrets';
import type { Queryable } from './pool';
import { insertRow, selectList, withIsoTimes } from './rows';

/** An API key as its owners see it: never the key, nor its hash. */
export interface ApiKey {
  apiKeyId: string;
  name: string;
  role: Role;
  createdAt: string;
  /** To the minute; null: never. */
  lastUsedAt: string | null;
  /** Null: it is valid. */
  revokedAt: string | null;
}

const READ = {
  apiKeyId: 'api_key_id',
  name: 'name',
  role: 'role',
  createdAt: 'created_at',
  lastUsedAt: 'last_used_at',
  revokedAt: 'revoked_at',
};
const API_KEY = `select ${selectList(READ, 'k')} from api_keys k`;
const WRITTEN = { apiKeyId: 'api_key_id', tenantId: 'tenant_id', name: 'name', role: 'role', keyHash: 'key_hash' };

/** A page of a tenant's keys, newest first, and one row more where there is a next page. */
export async function listApiKeys(
  db: Queryable,
  tenantId: string,
  filter: { revoked?: boolean },
  page: { after?: string; limit: number },
): Promise<ApiKey[]> {
  const { rows } = await db.query(
    `${API_KEY}
      where k.tenant_id = $1
        and ($2::text is null or k.api_key_id < $2)
        and ($3::boolean is null or (k.revoked_at is not null) = $3)
      order by k.api_key_id desc
      limit $4 + 1`,
    [tenantId, page.after ?? null, filter.revoked ?? null, page.limit],
  );
  return rows.map((row) => withIsoTimes<ApiKey>(row));
}

/** Null when the tenant has no such key. */
export async function readApiKey(db: Queryable, tenantId: string, apiKeyId: string): Promise<ApiKey | null> {
  const { rows } = await db.query(`${API_KEY} where k.tenant_id = $1 and k.api_key_id = $2`, [tenantId, apiKeyId]);
  return rows[0] ? withIsoTimes<ApiKey>(rows[0]) : null;
}

export async function insertApiKey(
  db: Queryable,
  tenantId: string,
  apiKeyId: string,
  given: { name: string; role: Role; key: string },
): Promise<void> {
  const { key, ...fields } = given;
  await insertRow(db, 'api_keys', WRITTEN, { ...fields, apiKeyId, tenantId, keyHash: hashToken(key) });
}

/** @returns whether the tenant has such a key */
export async function renameApiKey(db: Queryable, tenantId: string, apiKeyId: string, name: string): Promise<boolean> {
  const { rowCount } = await db.query('update api_keys set name = $3 where tenant_id = $1 and api_key_id = $2', [
    tenantId,
    apiKeyId,
    name,
  ]);
  return rowCount === 1;
}

/** Revokes a key from this moment on; one that was revoked before stays as it is. @returns whether the tenant has such a key */
export async function revokeApiKey(db: Queryable, tenantId: string, apiKeyId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'update api_keys set revoked_at = coalesce(revoked_at, now()) where tenant_id = $1 and api_key_id = $2',
    [tenantId, apiKeyId],
  );
  return rowCount === 1;
}

/** A key that calls, and its tenant: who am I. Null when there is no such key any more. */
export async function readCallingKey(
  db: Queryable,
  tenantId: string,
  apiKeyId: string,
): Promise<{ apiKeyId: string; name: string; role: Role; tenantId: string; tenantName: string } | null> {
  const { rows } = await db.query(
    `select k.api_key_id as "apiKeyId", k.name, k.role, t.tenant_id as "tenantId", t.name as "tenantName"
       from api_keys k join tenants t using (tenant_id) where k.tenant_id = $1 and k.api_key_id = $2`,
    [tenantId, apiKeyId],
  );
  return rows[0] ?? null;
}
