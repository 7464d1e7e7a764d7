import type { Queryable } from '../../src/db/pool';
import { newId } from '../../src/new-id';
import { hashToken, newApiKey } from '../../src/secrets';
import { insert } from './tenant';

/** A new API key of a tenant that is there already. */
export async function newKey(db: Queryable, tenantId: string, role: 'admin' | 'operator'): Promise<string> {
  const apiKey = newApiKey();
  const row = { api_key_id: newId('apiKey'), tenant_id: tenantId, name: role, role, key_hash: hashToken(apiKey) };
  await insert(db, 'api_keys', row);
  return apiKey;
}
