import type { Request } from 'express';
import { findImportCampaigns, type ImportCampaign, type StagedRow, stageRows } from '../db/lead-import-rows';
import { createImport, failChecking, finishChecking, removeForgottenImports } from '../db/lead-imports';
import type { Pool } from '../db/pool';
import { readDefaultCountry } from '../db/tenants';
import { readHeader } from '../domain/lead-columns';
import { newId } from '../new-id';
import { wrongField } from './contract/parse-request';
import { type CsvRow, readCsvUpload } from './csv-upload';
import { ApiError } from './errors';
import { failureOf } from './import-failure';
import { campaignNamedBy, type LeadFile, type NamedCampaign, readLeadRow } from './read-lead-row';

/** How much is read between two statements: what bounds the memory, and how often progress shows. */
const ROWS_A_STATEMENT = 500;
const CHARACTERS_A_STATEMENT = 1_000_000;
const MOST_ROWS = 200_000;
/** Longer than an id or a code can be. */
const NAMES_A_CAMPAIGN = /^[^\0]{1,200}$/;

interface Upload {
  tenantId: string;
  callerId: string;
  /** The campaign of rows that name none. */
  campaignId: string | null;
}

/**
 * Reads an uploaded file of leads and keeps what each row would become. No lead is made, and no transaction is open while
 * the network is waited for.
 * @returns the import's id
 * @throws ApiError when the file cannot be read whole; the import is then `failed`, and says why
 */
export async function checkLeadImport(pool: Pool, request: Request, upload: Upload): Promise<string> {
  const { tenantId, callerId: createdBy, campaignId } = upload;
  const named = await findImportCampaigns(pool, tenantId, { ids: campaignId === null ? [] : [campaignId], codes: [] });
  const campaign = named.find((each) => each.campaignId === campaignId) ?? null;
  if (campaignId !== null && campaign === null) {
    throw new ApiError('CAMPAIGN_NOT_FOUND', [{ field: 'campaignId', message: 'there is no such campaign' }]);
  }
  const country = await readDefaultCountry(pool, tenantId);
  await removeForgottenImports(pool, tenantId);
  const importId = newId('leadImport');
  await createImport(pool, tenantId, { importId, campaignId, createdBy });
  try {
    await stageUpload(pool, request, { tenantId, importId, campaign, country });
    if (!(await finishChecking(pool, tenantId, importId))) throw new ApiError('NOT_FOUND');
    return importId;
  } catch (error) {
    // Without Postgres it stays `checking`, which nobody can apply and which is shown as failed after a while.
    await failChecking(pool, tenantId, importId, failureOf(error)).catch(() => {});
    throw error;
  }
}

async function stageUpload(
  pool: Pool,
  request: Request,
  given: { tenantId: string; importId: string; campaign: ImportCampaign | null; country: string },
): Promise<void> {
  const { tenantId, importId, campaign, country } = given;
  let file: LeadFile | undefined;
  let batch: CsvRow[] = [];
  const stage = async (of: LeadFile) => {
    const rows = await readBatch(pool, tenantId, of, batch);
    if (!(await stageRows(pool, tenantId, importId, rows))) throw new ApiError('NOT_FOUND'); // dropped meanwhile
    batch = [];
  };
  let count = 0;
  let size = 0;
  for await (const row of readCsvUpload(request)) {
    if (file === undefined) {
      file = { columns: columnsOf(row), campaign, country };
      continue;
    }
    count++;
    if (count > MOST_ROWS) throw wrongField('body', `has more than ${MOST_ROWS} rows: split it`);
    batch.push(row);
    size += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (batch.length < ROWS_A_STATEMENT && size < CHARACTERS_A_STATEMENT) continue;
    await stage(file);
    size = 0;
  }
  if (file !== undefined && batch.length > 0) await stage(file);
}

function columnsOf(row: CsvRow) {
  const { columns, problem } = readHeader(row.cells);
  if (columns === null) throw wrongField('body', problem);
  return columns;
}

/** Reads rows, with the campaigns that they name looked up at once. */
async function readBatch(pool: Pool, tenantId: string, file: LeadFile, batch: CsvRow[]): Promise<StagedRow[]> {
  const named = batch.map((row) => campaignNamedBy(row, file.columns));
  const ids = distinct(named.map(({ campaignId }) => campaignId));
  const codes = distinct(named.map(({ campaignCode }) => campaignCode));
  const there = ids.length + codes.length === 0 ? [] : await findImportCampaigns(pool, tenantId, { ids, codes });
  const byId = new Map(there.map((each) => [each.campaignId, each]));
  const byCode = new Map(there.map((each) => [each.code, each]));
  const find = ({ campaignId, campaignCode }: NamedCampaign) => {
    const campaign = campaignId === undefined ? byCode.get(campaignCode ?? '') : byId.get(campaignId);
    // A row that names two campaigns names none.
    return campaign && (campaignCode ?? campaign.code) === campaign.code ? campaign : null;
  };
  return batch.map((row) => readLeadRow(row, file, find));
}

function distinct(names: (string | undefined)[]): string[] {
  return [...new Set(names)].filter((name) => name !== undefined && NAMES_A_CAMPAIGN.test(name)) as string[];
}
