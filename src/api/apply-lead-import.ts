import { applyNextRows } from '../db/lead-import-rows';
import {
  deleteImport,
  failApplying,
  finishApplying,
  type LeadImport,
  showApplying,
  takeImport,
  takeTenantsImports,
} from '../db/lead-imports';
import { inTransaction, isUnavailable, type Pool, type Queryable } from '../db/pool';
import { isReferenceViolation } from '../db/rows';
import { newId } from '../new-id';
import { ApiError } from './errors';
import { found } from './found';
import { failureOf } from './import-failure';

/** A statement may take 14 s (src/db/pool.ts); this many take well under one, also where the machine is busy. */
const ROWS_A_STATEMENT = 1_000;

/** A process that was killed while applying leaves the state behind, without the lock: then it can be applied again. */
const READY: readonly string[] = ['checked', 'applying'];

/**
 * Makes leads of all new rows of an import in one transaction, so that a process killed in the middle has made none.
 * How far it is shows meanwhile in the import, written beside the transaction.
 * @throws ApiError IMPORT_NOT_READY, NOT_FOUND, or CAMPAIGN_NOT_FOUND when a row's campaign has gone since
 */
export async function applyLeadImport(pool: Pool, tenantId: string, importId: string): Promise<void> {
  try {
    await inTransaction(pool, (tx) => applyAll(pool, tx, tenantId, importId));
  } catch (error) {
    const known = isReferenceViolation(error)
      ? new ApiError('CAMPAIGN_NOT_FOUND', [
          { field: 'campaignId', message: 'a campaign of some rows is gone; upload the file again' },
        ])
      : error;
    // Without Postgres the state stays `applying`; as nobody holds the lock, it is shown as `checked`.
    if (!isRefusal(error)) await failApplying(pool, tenantId, importId, failureOf(known)).catch(() => {});
    throw known;
  }
}

async function applyAll(pool: Pool, tx: Queryable, tenantId: string, importId: string): Promise<void> {
  await takeReady(tx, tenantId, importId, READY);
  if (!(await takeTenantsImports(tx, tenantId))) {
    throw new ApiError('IMPORT_NOT_READY', { state: 'checked', waitsFor: 'another import that is being applied' });
  }
  const counts = { applied: 0, duplicates: 0 };
  let last = 0;
  for (;;) {
    await show(pool, tenantId, importId, counts.applied);
    // Sorted, so that leads are listed in the order of the file.
    const leadIds = Array.from({ length: ROWS_A_STATEMENT }, () => newId('lead')).sort();
    const { applied, duplicates, lastRow } = await applyNextRows(tx, tenantId, importId, last, leadIds);
    if (lastRow === null) break;
    last = lastRow;
    counts.applied += applied;
    counts.duplicates += duplicates;
  }
  await finishApplying(tx, tenantId, importId, counts);
}

/** Progress is a courtesy: where no other connection is to be had, the leads are made all the same. */
async function show(pool: Pool, tenantId: string, importId: string, applied: number): Promise<void> {
  await showApplying(pool, tenantId, importId, applied).catch((error: unknown) => {
    if (!isUnavailable(error)) throw error;
  });
}

/** Removes an import that nobody is applying. @throws ApiError NOT_FOUND, IMPORT_NOT_READY */
export async function dropLeadImport(pool: Pool, tenantId: string, importId: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await takeReady(tx, tenantId, importId, ['checking', 'checked', 'applying', 'applied', 'failed']);
    await deleteImport(tx, tenantId, importId);
  });
}

async function takeReady(tx: Queryable, tenantId: string, importId: string, ready: readonly string[]): Promise<void> {
  const state: LeadImport['state'] | 'busy' = found(await takeImport(tx, tenantId, importId));
  if (state === 'busy') throw new ApiError('IMPORT_NOT_READY', { state: 'applying' });
  if (!ready.includes(state)) throw new ApiError('IMPORT_NOT_READY', { state });
}

/** Nothing was begun, so nothing has failed. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiError;
}
