import { insertApiKey, listApiKeys, readApiKey, renameApiKey, revokeApiKey } from '../../db/api-keys';
import type { Pool } from '../../db/pool';
import { newId } from '../../new-id';
import { newApiKey } from '../../secrets';
import { apiKeyRoutes } from '../contract/api-keys';
import { toPage } from '../contract/page';
import { ApiError } from '../errors';
import { found } from '../found';
import type { Api } from '../serve';

/** API keys: made once, kept as their hash, revoked at once. */
export function serveApiKeys(api: Api, { pool }: { pool: Pool }): void {
  api.serve(apiKeyRoutes.list, async ({ caller, query }) => {
    const { cursor, limit, ...filter } = query;
    const rows = await listApiKeys(pool, caller.tenantId, filter, { after: cursor?.[0], limit });
    return toPage(rows, limit, (key) => [key.apiKeyId]);
  });

  api.serve(apiKeyRoutes.create, async ({ caller, body }) => {
    const apiKeyId = newId('apiKey');
    const key = newApiKey();
    await insertApiKey(pool, caller.tenantId, apiKeyId, { ...body, key });
    return { ...found(await readApiKey(pool, caller.tenantId, apiKeyId)), key };
  });

  api.serve(apiKeyRoutes.read, async ({ caller, params }) =>
    found(await readApiKey(pool, caller.tenantId, params.apiKeyId)),
  );

  api.serve(apiKeyRoutes.change, async ({ caller, params, body }) => {
    if (!(await renameApiKey(pool, caller.tenantId, params.apiKeyId, body.name))) throw new ApiError('NOT_FOUND');
    return found(await readApiKey(pool, caller.tenantId, params.apiKeyId));
  });

  api.serve(apiKeyRoutes.revoke, async ({ caller, params }) => {
    if (!(await revokeApiKey(pool, caller.tenantId, params.apiKeyId))) throw new ApiError('NOT_FOUND');
    return found(await readApiKey(pool, caller.tenantId, params.apiKeyId));
  });
}
