import type { LeadFields } from './leads';
import type { Queryable } from './pool';
import { json } from './rows';

export interface RowProblem {
  field: string;
  message: string;
}

/** One row of an uploaded file, read and checked by itself. */
export interface StagedRow {
  /** As a spreadsheet counts: the line with the names of the columns is 1. */
  rowNumber: number;
  problems: RowProblem[];
  /** E.164; null when the row has problems. */
  phone: string | null;
  /** What it becomes; null when the row has problems. */
  lead: Partial<LeadFields> | null;
}

export interface LeadImportRow {
  rowNumber: number;
  outcome: 'new' | 'duplicate' | 'invalid' | 'applied';
  problems: RowProblem[];
  leadId: string | null;
}

/** A campaign as far as an import has to know it. */
export interface ImportCampaign {
  campaignId: string;
  code: string;
  questions: { key: string; question: string }[];
}

/**
 * Whether a lead is the tenant's, in words that no index by tenant fits: while an import fills the table its statistics are
 * old, and an index by tenant alone, which reads all of the tenant's leads for each row, looks as good as the one by phone.
 */
const OF_TENANT = "l.tenant_id || '' = $1";

/** Those of a tenant's campaigns that have one of these ids or codes. */
export async function findImportCampaigns(
  db: Queryable,
  tenantId: string,
  named: { ids: string[]; codes: string[] },
): Promise<ImportCampaign[]> {
  const { rows } = await db.query(
    `select campaign_id as "campaignId", code, questions
       from campaigns
      where tenant_id = $1 and (campaign_id = any ($2) or (code <> '' and code = any ($3)))`,
    [tenantId, named.ids, named.codes],
  );
  return rows;
}

/**
 * Keeps checked rows and counts them, in one statement. A row whose phone number its campaign has already, in a lead or in
 * an earlier row of the file, becomes a duplicate and says of what; its particulars are not kept.
 * @param rows in the order of the file, following all that were staged before
 * @returns whether the import is still there and being checked
 */
export async function stageRows(
  db: Queryable,
  tenantId: string,
  importId: string,
  rows: readonly StagedRow[],
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'stage_lead_import_rows',
    text: `
      with import as materialized (
        select lead_import_id from lead_imports
         where tenant_id = $1 and lead_import_id = $2 and state = 'checking' for no key update
      ), given as materialized (
        select g.*, g.lead ->> 'campaignId' as campaign_id,
               min(g.row_number) over (partition by g.phone, g.lead ->> 'campaignId') as first_row
          from import, jsonb_to_recordset($3) as g (row_number integer, problems jsonb, phone text, lead jsonb)
      ), judged as materialized (
        select g.row_number, g.problems, g.phone, g.lead, there.lead_id,
               coalesce(earlier.row_number, nullif(g.first_row, g.row_number)) as same_as
          from given g
          left join lateral (
            select l.lead_id from leads l
             where g.phone is not null and ${OF_TENANT} and l.phone = g.phone and l.campaign_id is not distinct from g.campaign_id
             order by l.created_at desc limit 1) there on true
          left join lateral (
            select r.row_number from lead_import_rows r
             where g.phone is not null and r.lead_import_id = $2 and r.phone = g.phone
               and r.lead ->> 'campaignId' is not distinct from g.campaign_id
             limit 1) earlier on true
      ), staged as (
        insert into lead_import_rows (lead_import_id, row_number, tenant_id, outcome, problems, lead, phone, lead_id)
        select $2, j.row_number, $1, o.outcome,
               case when o.outcome <> 'duplicate' then j.problems
                    when j.lead_id is not null then jsonb_build_array(jsonb_build_object(
                      'field', 'phone', 'message', 'a lead of this campaign has this number already'))
                    else jsonb_build_array(jsonb_build_object(
                      'field', 'phone', 'message', 'is that of row ' || j.same_as || ' too')) end,
               case when o.outcome = 'new' then j.lead end,
               case when o.outcome = 'new' then j.phone end,
               case when o.outcome = 'duplicate' then j.lead_id end
          from judged j
         cross join lateral (
           select case when j.phone is null then 'invalid'
                       when j.lead_id is not null or j.same_as is not null then 'duplicate'
                       else 'new' end as outcome) o
        returning outcome
      )
      update lead_imports i
         set total_rows = i.total_rows + counted.total, new_rows = i.new_rows + counted.new,
             duplicate_rows = i.duplicate_rows + counted.duplicate, invalid_rows = i.invalid_rows + counted.invalid,
             updated_at = now()
        from import, (select count(*) as total, count(*) filter (where outcome = 'new') as new,
                              count(*) filter (where outcome = 'duplicate') as duplicate,
                              count(*) filter (where outcome = 'invalid') as invalid from staged) counted
       where i.lead_import_id = import.lead_import_id`,
    values: [tenantId, importId, json(rows.map(({ rowNumber, ...row }) => ({ row_number: rowNumber, ...row })))],
  });
  return rowCount === 1;
}

/** A page of an import's rows in the order of the file, and one row more where there is a next page. */
export async function listImportRows(
  db: Queryable,
  tenantId: string,
  importId: string,
  outcome: LeadImportRow['outcome'] | undefined,
  page: { after: number; limit: number },
): Promise<LeadImportRow[]> {
  const { rows } = await db.query(
    `select r.row_number as "rowNumber", r.outcome, r.problems, r.lead_id as "leadId"
       from lead_import_rows r
      where r.tenant_id = $1 and r.lead_import_id = $2 and r.row_number > $3 and ($4::text is null or r.outcome = $4)
      order by r.row_number
      limit $5 + 1`,
    [tenantId, importId, page.after, outcome ?? null, page.limit],
  );
  return rows;
}

/**
 * Makes leads of an import's next new rows, in one statement. A row whose phone number its campaign has got since it was
 * checked becomes a duplicate. What a row held is not kept once it is a lead.
 * @param afterRow the last row that was taken before: without it every statement would pass over all that this transaction
 * has done already
 * @param leadIds of the new leads, one for each row at most; the first row gets the first
 * @returns how many rows became what, and the last of them; null: there are no new rows left
 */
export async function applyNextRows(
  tx: Queryable,
  tenantId: string,
  importId: string,
  afterRow: number,
  leadIds: readonly string[],
): Promise<{ applied: number; duplicates: number; lastRow: number | null }> {
  // Not prepared under a name: a plan that was made while the tables were small would be kept while they grow.
  const { rows } = await tx.query({
    text: `
      with chunk as materialized (
        select r.row_number, r.phone, f.*, ($3::text[])[row_number() over (order by r.row_number)] as new_id
          from (select * from lead_import_rows
                 where tenant_id = $1 and lead_import_id = $2 and outcome = 'new' and row_number > $4
                 order by row_number limit cardinality($3::text[])) r
         cross join lateral jsonb_to_record(r.lead) as f (
           "campaignId" text, "firstName" text, "lastName" text, email text, status text, "isTest" boolean,
           timezone text, notes text, questionnaire jsonb)
      ), judged as materialized (
        select c.*, there.lead_id as there_id
          from chunk c
          left join lateral (
            select l.lead_id from leads l
             where ${OF_TENANT} and l.phone = c.phone and l.campaign_id is not distinct from c."campaignId"
             order by l.created_at desc limit 1) there on true
      ), made as (
        insert into leads (lead_id, tenant_id, campaign_id, first_name, last_name, email, phone, status, is_test, timezone,
                           notes, questionnaire)
        select new_id, $1, "campaignId", coalesce("firstName", ''), coalesce("lastName", ''), coalesce(email, ''), phone,
               coalesce(status, 'new'), coalesce("isTest", false), timezone, coalesce(notes, ''), coalesce(questionnaire, '[]')
          from judged where there_id is null
      ), marked as (
        update lead_import_rows r
           set outcome = case when j.there_id is null then 'applied' else 'duplicate' end,
               lead_id = coalesce(j.there_id, j.new_id), lead = null, phone = null,
               problems = case when j.there_id is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object(
                 'field', 'phone', 'message', 'a lead of this campaign has this number already')) end
          from judged j
         where r.lead_import_id = $2 and r.row_number = j.row_number
        returning r.outcome, r.row_number
      )
      select count(*) filter (where outcome = 'applied') as applied,
             count(*) filter (where outcome = 'duplicate') as duplicates, max(row_number) as "lastRow"
        from marked`,
    values: [tenantId, importId, leadIds, afterRow],
  });
  return rows[0];
}
