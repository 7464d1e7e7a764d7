import { hashApiKey } from '../secrets';
import type { Queryable } from './pool';

/** Who calls the API. */
export interface Caller {
  tenantId: string;
  apiKeyId: string;
}

/** The owner of an API key; null when there is no such key, or it was revoked. */
export async function findApiKey(db: Queryable, apiKey: string): Promise<Caller | null> {
  const { rows } = await db.query<Caller>({
    name: 'find_api_key',
    text: `select tenant_id as "tenantId", api_key_id as "apiKeyId" from api_keys where key_hash = $1 and revoked_at is null`,
    values: [hashApiKey(apiKey)],
  });
  return rows[0] ?? null;
}
