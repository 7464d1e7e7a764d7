import { listImportRows } from '../../db/lead-import-rows';
import { listImports, readImport } from '../../db/lead-imports';
import type { Pool } from '../../db/pool';
import { applyLeadImport, dropLeadImport } from '../apply-lead-import';
import { checkLeadImport } from '../check-lead-import';
import { leadImportRoutes } from '../contract/lead-imports';
import { toPage } from '../contract/page';
import { wrongField } from '../contract/parse-request';
import { found } from '../found';
import type { Api } from '../serve';

/** Imports of leads from a file: uploading checks, applying makes the leads. */
export function serveLeadImports(api: Api, { pool }: { pool: Pool }): void {
  api.serve(leadImportRoutes.upload, async ({ caller, query, request }) => {
    const { tenantId, callerId } = caller;
    const { campaignId = null } = query;
    const importId = await checkLeadImport(pool, request, { tenantId, callerId, campaignId });
    return found(await readImport(pool, tenantId, importId));
  });

  api.serve(leadImportRoutes.list, async ({ caller, query }) => {
    const { cursor, limit } = query;
    const rows = await listImports(pool, caller.tenantId, { after: cursor?.[0], limit });
    return toPage(rows, limit, (last) => [last.importId]);
  });

  api.serve(leadImportRoutes.read, async ({ caller, params }) =>
    found(await readImport(pool, caller.tenantId, params.leadImportId)),
  );

  api.serve(leadImportRoutes.rows, async ({ caller, params, query }) => {
    const { cursor, limit, outcome } = query;
    const { importId } = found(await readImport(pool, caller.tenantId, params.leadImportId));
    const after = rowNumberOf(cursor?.[0]);
    const rows = await listImportRows(pool, caller.tenantId, importId, outcome, { after, limit });
    return toPage(rows, limit, (last) => [String(last.rowNumber)]);
  });

  api.serve(leadImportRoutes.apply, async ({ caller, params }) => {
    const { leadImportId } = params;
    await applyLeadImport(pool, caller.tenantId, leadImportId);
    return found(await readImport(pool, caller.tenantId, leadImportId));
  });

  api.serve(leadImportRoutes.remove, async ({ caller, params }) => {
    await dropLeadImport(pool, caller.tenantId, params.leadImportId);
    return null;
  });
}

/** The row after which a page begins. @throws ApiError when the cursor is that of another list */
function rowNumberOf(part: string | undefined): number {
  if (part === undefined) return 0;
  if (!/^\d{1,9}$/.test(part)) throw wrongField('cursor', 'must be the "next" of an answer before');
  return Number(part);
}
