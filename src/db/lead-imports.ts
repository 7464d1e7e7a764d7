import type { Queryable } from './pool';
import { withIsoTimes } from './rows';

export interface LeadImport {
  importId: string;
  campaignId: string | null;
  state: 'checking' | 'checked' | 'applying' | 'applied' | 'failed';
  totalRows: number;
  newRows: number;
  duplicateRows: number;
  invalidRows: number;
  appliedRows: number;
  errorCode: string | null;
  errorMessage: string | null;
  /** `user_…` or `key_…`. */
  createdBy: string;
  createdAt: string;
  updatedAt: string;
}

/** What went wrong with an import, for the person who made it. */
export interface ImportFailure {
  code: string;
  message: string;
}

/** How long an import waits for being applied, in days. */
const KEPT_DAYS = 7;

/** Nothing reads a file for this long without a row: the process that did was ended. */
const ABANDONED = "interval '10 minutes'";

/** First halves of our advisory locks; the second is the hash of an id. A collision only makes an import look busy. */
const APPLYING_LOCK = 7_205_001;
const TENANT_LOCK = 7_205_002;

/**
 * Whether some process is really at applying an import. It holds a lock for as long as its transaction lives, so a process
 * that was killed leaves a state of `applying` behind, and no lock.
 */
const IS_BEING_APPLIED = `
  exists (select 1 from pg_locks k
           where k.locktype = 'advisory' and k.granted and k.classid = ${APPLYING_LOCK} and k.objsubid = 2
             and k.objid = (hashtext(i.lead_import_id)::bigint & 4294967295)::oid
             and k.database = (select d.oid from pg_database d where d.datname = current_database()))`;

const IMPORT = `
  select i.lead_import_id as "importId", i.campaign_id as "campaignId",
         case when was.abandoned then 'failed' when was.interrupted then 'checked' else i.state end as state,
         i.total_rows as "totalRows", i.new_rows as "newRows", i.duplicate_rows as "duplicateRows",
         i.invalid_rows as "invalidRows", case when was.interrupted then 0 else i.applied_rows end as "appliedRows",
         case when was.abandoned or was.interrupted then 'UNAVAILABLE' else i.error_code end as "errorCode",
         case when was.abandoned then 'The server ended before it had read the file; upload it again.'
              when was.interrupted then 'The server ended before all leads were made, and none were; apply it again.'
              else i.error_message end as "errorMessage",
         i.created_by as "createdBy", i.created_at as "createdAt", i.updated_at as "updatedAt"
    from lead_imports i
   cross join lateral (
     select i.state = 'checking' and i.updated_at < now() - ${ABANDONED} as abandoned,
            case when i.state = 'applying' then not ${IS_BEING_APPLIED} else false end as interrupted) was`;

/** A page of a tenant's imports, newest first, and one row more where there is a next page. */
export async function listImports(
  db: Queryable,
  tenantId: string,
  page: { after?: string; limit: number },
): Promise<LeadImport[]> {
  const { rows } = await db.query(
    `${IMPORT}
      where i.tenant_id = $1 and ($2::text is null or i.lead_import_id < $2)
      order by i.lead_import_id desc
      limit $3 + 1`,
    [tenantId, page.after ?? null, page.limit],
  );
  return rows.map((row) => withIsoTimes<LeadImport>(row));
}

/** Null when the tenant has no such import. */
export async function readImport(db: Queryable, tenantId: string, importId: string): Promise<LeadImport | null> {
  const { rows } = await db.query(`${IMPORT} where i.tenant_id = $1 and i.lead_import_id = $2`, [tenantId, importId]);
  return rows[0] ? withIsoTimes<LeadImport>(rows[0]) : null;
}

/** Begins an import, whose rows are checked next. */
export async function createImport(
  db: Queryable,
  tenantId: string,
  given: { importId: string; campaignId: string | null; createdBy: string },
): Promise<void> {
  await db.query(
    `insert into lead_imports (lead_import_id, tenant_id, campaign_id, state, created_by) values ($1, $2, $3, 'checking', $4)`,
    [given.importId, tenantId, given.campaignId, given.createdBy],
  );
}

/** Removes a tenant's imports that nobody applied in time, with what they hold of people. */
export async function removeForgottenImports(db: Queryable, tenantId: string): Promise<void> {
  await db.query(
    `with forgotten as materialized (
       select lead_import_id from lead_imports
        where tenant_id = $1 and state <> 'applied' and created_at < now() - make_interval(days => $2))
     delete from lead_imports i using forgotten f
      where i.lead_import_id = f.lead_import_id
        and pg_try_advisory_xact_lock(${APPLYING_LOCK}, hashtext(f.lead_import_id))`,
    [tenantId, KEPT_DAYS],
  );
}

/** @returns whether it was still being checked */
export async function finishChecking(db: Queryable, tenantId: string, importId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update lead_imports set state = 'checked', updated_at = now()
      where tenant_id = $1 and lead_import_id = $2 and state = 'checking'`,
    [tenantId, importId],
  );
  return rowCount === 1;
}

/** Ends an import whose file could not be read whole; what was read of it is not kept. */
export async function failChecking(
  db: Queryable,
  tenantId: string,
  importId: string,
  failure: ImportFailure,
): Promise<void> {
  await db.query(
    `with failed as (
       update lead_imports set state = 'failed', error_code = $3, error_message = $4, new_rows = 0, updated_at = now()
        where tenant_id = $1 and lead_import_id = $2 and state = 'checking'
       returning lead_import_id)
     delete from lead_import_rows r using failed f where r.lead_import_id = f.lead_import_id`,
    [tenantId, importId, failure.code, failure.message],
  );
}

/**
 * Takes an import for one's own transaction, until that ends, whatever state it is in.
 * @returns its state; `busy`: another transaction has it; null: the tenant has no such import
 */
export async function takeImport(
  tx: Queryable,
  tenantId: string,
  importId: string,
): Promise<LeadImport['state'] | 'busy' | null> {
  const lock = await tx.query(`select pg_try_advisory_xact_lock(${APPLYING_LOCK}, hashtext($1)) as taken`, [importId]);
  // Read behind the lock: who had it before may have changed the state.
  const { rows } = await tx.query('select state from lead_imports where tenant_id = $1 and lead_import_id = $2', [
    tenantId,
    importId,
  ]);
  if (!rows[0]) return null;
  return lock.rows[0].taken ? rows[0].state : 'busy';
}

/** Keeps a tenant's other imports from being applied until the transaction ends, so that no two make the same lead. */
export async function takeTenantsImports(tx: Queryable, tenantId: string): Promise<boolean> {
  const { rows } = await tx.query(`select pg_try_advisory_xact_lock(${TENANT_LOCK}, hashtext($1)) as taken`, [
    tenantId,
  ]);
  return rows[0].taken;
}

/** Shows how far an import is, on another connection than the one that applies it. */
export async function showApplying(
  db: Queryable,
  tenantId: string,
  importId: string,
  appliedRows: number,
): Promise<void> {
  await db.query(
    `update lead_imports
        set state = 'applying', applied_rows = $3, error_code = null, error_message = null, updated_at = now()
      where tenant_id = $1 and lead_import_id = $2 and state in ('checked', 'applying')`,
    [tenantId, importId, appliedRows],
  );
}

/** Ends an import with its leads, in their transaction. Rows that turned out to be duplicates are no new ones any more. */
export async function finishApplying(
  tx: Queryable,
  tenantId: string,
  importId: string,
  counts: { applied: number; duplicates: number },
): Promise<void> {
  await tx.query(
    `update lead_imports
        set state = 'applied', applied_rows = $3, new_rows = new_rows - $4, duplicate_rows = duplicate_rows + $4,
            error_code = null, error_message = null, updated_at = now()
      where tenant_id = $1 and lead_import_id = $2`,
    [tenantId, importId, counts.applied, counts.duplicates],
  );
}

/** Puts an import back to where it can be applied again, unless somebody does so already. */
export async function failApplying(
  db: Queryable,
  tenantId: string,
  importId: string,
  failure: ImportFailure,
): Promise<void> {
  await db.query(
    `update lead_imports
        set state = 'checked', applied_rows = 0, error_code = $3, error_message = $4, updated_at = now()
      where tenant_id = $1 and lead_import_id = $2 and state = 'applying'
        and pg_try_advisory_xact_lock(${APPLYING_LOCK}, hashtext(lead_import_id))`,
    [tenantId, importId, failure.code, failure.message],
  );
}

/** Removes an import with its rows; leads that it made stay. */
export async function deleteImport(tx: Queryable, tenantId: string, importId: string): Promise<void> {
  await tx.query('delete from lead_imports where tenant_id = $1 and lead_import_id = $2', [tenantId, importId]);
}
