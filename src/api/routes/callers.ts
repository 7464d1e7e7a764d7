import { listCallers } from '../../db/callers';
import type { Pool } from '../../db/pool';
import { callerRoutes } from '../contract/callers';
import type { Api } from '../serve';

/** The names behind the ids of those who send and decide. */
export function serveCallers(api: Api, { pool }: { pool: Pool }): void {
  api.serve(callerRoutes.list, async ({ caller }) => listCallers(pool, caller.tenantId));
}
