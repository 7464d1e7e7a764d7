import type { ImportCampaign, RowProblem, StagedRow } from '../db/lead-import-rows';
import { mergeAnswers } from '../domain/lead';
import type { LeadColumn, LeadColumnField } from '../domain/lead-columns';
import { toE164 } from '../phone-number';
import { leadRoutes } from './contract/leads';
import { issueDetails } from './contract/parse-request';
import type { CsvRow } from './csv-upload';

/** What a file of leads is read with: its columns, and what its tenant says of leads that do not say it themselves. */
export interface LeadFile {
  columns: LeadColumn[];
  /** The campaign of rows that name none. */
  campaign: ImportCampaign | null;
  /** ISO 3166-1 alpha-2, for phone numbers without a country code. */
  country: string;
}

/** A row's campaign as it names it, before it is looked up. */
export interface NamedCampaign {
  campaignId?: string;
  campaignCode?: string;
}

const leadSchema = leadRoutes.create.body!;

const YES_OR_NO: Record<string, boolean> = {
  true: true,
  yes: true,
  y: true,
  1: true,
  false: false,
  no: false,
  n: false,
  0: false,
};

/** The campaign that a row names in its own columns. */
export function campaignNamedBy(row: CsvRow, columns: LeadColumn[]): NamedCampaign {
  const { campaignId, campaignCode } = valuesOf(row, columns).fields;
  return { campaignId, campaignCode };
}

/**
 * Reads one row as what `POST /leads` would be given, by the same rules.
 * @param find the campaign that the row names; null when there is none
 * @returns what the row becomes, or what is wrong with it, by field, without its values
 */
export function readLeadRow(
  row: CsvRow,
  file: LeadFile,
  find: (named: NamedCampaign) => ImportCampaign | null,
): StagedRow {
  const problems: RowProblem[] = [];
  if (row.cells.length !== file.columns.length) {
    const message = `has ${row.cells.length} fields where the first line has ${file.columns.length}`;
    return { rowNumber: row.number, problems: [{ field: 'row', message }], phone: null, lead: null };
  }
  const { fields, answers } = valuesOf(row, file.columns);
  const { campaignId, campaignCode, isTest, status, phone: written, ...plain } = fields;

  let campaign = file.campaign;
  if (campaignId !== undefined || campaignCode !== undefined) {
    campaign = find({ campaignId, campaignCode });
    const field = campaignId === undefined ? 'campaignCode' : 'campaignId';
    if (campaign === null) problems.push({ field, message: 'there is no such campaign' });
  }
  const test = isTest === undefined ? undefined : YES_OR_NO[isTest.toLowerCase()];
  if (isTest !== undefined && test === undefined) problems.push({ field: 'isTest', message: 'must be true or false' });
  const phone = written === undefined ? null : toE164(written, file.country);
  if (written === undefined) problems.push({ field: 'phone', message: 'is missing' });
  else if (phone === null) {
    const message = `is not a phone number; without a country code it is read as one of ${file.country}`;
    problems.push({ field: 'phone', message });
  }

  const lead = leadSchema.safeParse({
    ...plain,
    status: status?.toLowerCase().replaceAll(/[\s-]+/g, '_'),
    isTest: test,
    campaignId: campaign?.campaignId,
    questionnaire: answers.length > 0 ? answers : undefined,
  });
  if (!lead.success) problems.push(...named(issueDetails(lead.error.issues), answers));
  if (!lead.success || phone === null || problems.length > 0) {
    return { rowNumber: row.number, problems, phone: null, lead: null };
  }
  const { questionnaire = [], ...given } = lead.data;
  const merged = mergeAnswers([], questionnaire, campaign?.questions ?? []);
  return { rowNumber: row.number, problems, phone, lead: { ...given, phone, questionnaire: merged } };
}

/** What the cells of a row hold, without the blanks around it; an empty cell says nothing. */
function valuesOf(row: CsvRow, columns: LeadColumn[]) {
  const fields: Partial<Record<LeadColumnField, string>> = {};
  const answers: { key: string; answer: string }[] = [];
  for (const [place, column] of columns.entries()) {
    const value = row.cells[place]?.trim() ?? '';
    if (value === '') continue;
    if ('field' in column) fields[column.field] = value;
    else answers.push({ key: column.answerTo, answer: value });
  }
  return { fields, answers };
}

/** Problems by the names of columns: an answer's is `q:` and its key. */
function named(problems: RowProblem[], answers: { key: string }[]): RowProblem[] {
  return problems.map(({ field, message }) => {
    const [, place] = /^questionnaire\.(\d+)\./.exec(field) ?? [];
    return { field: place === undefined ? field : `q:${answers[Number(place)]?.key}`, message };
  });
}
