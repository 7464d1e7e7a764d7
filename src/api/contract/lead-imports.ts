import { z } from 'zod';
import { id, timestamp } from './fields';
import { pageOf, pageQuery } from './page';
import { defineRoute } from './route';

const importId = id.meta({ example: 'import_01kb7v0c3m6d2k8e9f4g5h6j7n' });
const count = z.int().min(0);

const leadImportView = z
  .strictObject({
    importId,
    campaignId: id.nullable().meta({ description: 'Where rows go that name no campaign themselves' }),
    state: z.enum(['checking', 'checked', 'applying', 'applied', 'failed']).meta({
      description:
        '`checking`: the file is read. `checked`: it can be applied. `applying`, `applied`: its new rows become leads, all or none. `failed`: the file could not be read whole; nothing came of it',
    }),
    totalRows: count,
    newRows: count.meta({ description: 'Rows that become leads, or became them' }),
    duplicateRows: count,
    invalidRows: count,
    appliedRows: count.meta({ description: 'How many leads are made; theirs only once the import is `applied`' }),
    errorCode: z.string().nullable().meta({ description: 'Why checking or applying failed' }),
    errorMessage: z.string().nullable(),
    createdBy: z
      .string()
      .meta({ description: 'The person or the key that uploaded it', example: 'user_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'LeadImport' });

const outcome = z.enum(['new', 'duplicate', 'invalid', 'applied']);

const rowView = z
  .strictObject({
    rowNumber: z.int().min(2).meta({ description: 'As a spreadsheet counts: the first line, with the names, is 1' }),
    outcome,
    problems: z.array(z.strictObject({ field: z.string(), message: z.string() })),
    leadId: id.nullable().meta({ description: 'The lead that it became; of a duplicate, the lead there is already' }),
  })
  .meta({ id: 'LeadImportRow' });

const UPLOAD = `The body is the file itself: CSV in UTF-8, at most 64 MB and 200,000 rows, separated by commas, semicolons or tabs. Its
first line names the columns: \`firstName\`, \`lastName\`, \`email\`, \`phone\` (needed), \`status\`, \`timezone\`, \`isTest\`, \`notes\`,
\`campaignId\` or \`campaignCode\`, and \`q:<key>\` for the answer to a question. This only checks: no lead is made before the import
is applied. A row whose phone number its campaign has already, in a lead or in an earlier row, is a duplicate.`;

const params = z.strictObject({ leadImportId: importId });
const tag = 'Lead imports';
const access = 'admin';

export const leadImportRoutes = {
  upload: defineRoute({
    operationId: 'uploadLeadImport',
    method: 'post',
    path: '/lead-imports',
    tag,
    summary: 'Upload a file of leads and check it, row by row',
    description: UPLOAD,
    access,
    query: z.strictObject({
      campaignId: id.optional().meta({ description: 'The campaign of rows that name none' }),
    }),
    upload: 'text/csv',
    answer: { status: 201, description: 'The import, checked', data: leadImportView },
    errors: ['CAMPAIGN_NOT_FOUND', 'NOT_FOUND', 'BODY_TOO_LARGE', 'UNSUPPORTED_ENCODING'],
  }),
  list: defineRoute({
    operationId: 'listLeadImports',
    method: 'get',
    path: '/lead-imports',
    tag,
    summary: 'Imports, newest first',
    access,
    query: z.strictObject(pageQuery),
    answer: { status: 200, description: 'A page of imports', data: pageOf(leadImportView) },
  }),
  read: defineRoute({
    operationId: 'readLeadImport',
    method: 'get',
    path: '/lead-imports/{leadImportId}',
    tag,
    summary: 'One import, and how far it is',
    access,
    params,
    answer: { status: 200, description: 'The import', data: leadImportView },
  }),
  rows: defineRoute({
    operationId: 'listLeadImportRows',
    method: 'get',
    path: '/lead-imports/{leadImportId}/rows',
    tag,
    summary: 'What becomes of each row, in the order of the file',
    access,
    params,
    query: z.strictObject({ ...pageQuery, outcome: outcome.optional() }),
    answer: { status: 200, description: 'A page of rows', data: pageOf(rowView) },
  }),
  apply: defineRoute({
    operationId: 'applyLeadImport',
    method: 'post',
    path: '/lead-imports/{leadImportId}/apply',
    tag,
    summary: 'Make leads of the new rows: of all of them, or of none',
    description:
      'Answers when it is done; `appliedRows` shows meanwhile how far it is. Duplicates are looked for once more. What is not applied within 7 days is removed with the next upload.',
    access,
    params,
    answer: { status: 200, description: 'The import, applied', data: leadImportView },
    errors: ['IMPORT_NOT_READY', 'CAMPAIGN_NOT_FOUND'],
  }),
  remove: defineRoute({
    operationId: 'deleteLeadImport',
    method: 'delete',
    path: '/lead-imports/{leadImportId}',
    tag,
    summary: 'Drop an import and its report; leads that it made stay',
    access,
    params,
    answer: { status: 200, description: 'It is gone', data: z.null() },
    errors: ['IMPORT_NOT_READY'],
  }),
};
