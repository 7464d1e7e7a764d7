import { type EvidenceRecord, readEvidence, readLeadPhone } from '../../db/evidence';
import type { Pool } from '../../db/pool';
import { evidenceRoutes } from '../contract/evidence';
import { csvLine } from '../csv-line';
import { ApiError } from '../errors';
import { type Api, StreamedAnswer } from '../serve';

const COLUMNS = ['at', 'record', 'what', 'leadNumber', 'ourNumber', 'interactionId', 'messageId', 'text', 'detail'];

/** Evidence: all that happened with one phone number, as a file. */
export function serveEvidence(api: Api, { pool }: { pool: Pool }): void {
  api.serve(evidenceRoutes.ofLead, async ({ caller: { tenantId }, params: { leadId }, query }) => {
    const leadNumber = await readLeadPhone(pool, tenantId, leadId);
    if (leadNumber === undefined) throw new ApiError('NOT_FOUND');
    if (leadNumber === null) throw new ApiError('MISSING_LEAD_PHONE');
    const pages = readEvidence(pool, tenantId, leadNumber);
    // The first page before the answer begins: until then an error can still be told.
    const first = (await pages.next()).value as EvidenceRecord[];
    const all = allOf(first, pages);
    return query.format === 'csv'
      ? new StreamedAnswer('text/csv', asCsv(all, leadNumber), `evidence-${leadId}.csv`)
      : new StreamedAnswer('application/json', asJson(all, { leadId, leadNumber }), `evidence-${leadId}.json`);
  });
}

async function* allOf(first: EvidenceRecord[], rest: AsyncGenerator<EvidenceRecord[]>) {
  yield first;
  yield* rest;
}

async function* asCsv(pages: AsyncIterable<EvidenceRecord[]>, leadNumber: string): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const page of pages) {
    const lines = page.map(({ at, record, what, ourNumber, interactionId, messageId, text, detail }) =>
      csvLine([at, record, what, leadNumber, ourNumber, interactionId, messageId, text, JSON.stringify(detail)]),
    );
    yield lines.join('');
  }
}

/** The API's one form, written piece by piece. */
async function* asJson(
  pages: AsyncIterable<EvidenceRecord[]>,
  about: { leadId: string; leadNumber: string },
): AsyncGenerator<string> {
  yield `{"success":true,"data":${JSON.stringify(about).slice(0, -1)},"records":[`;
  let before = '';
  for await (const page of pages) {
    for (const record of page) {
      yield before + JSON.stringify(record);
      before = ',';
    }
  }
  yield ']}}';
}
