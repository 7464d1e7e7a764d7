import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLine } from '../../src/api/csv-line';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { newNumber } from '../support/tenant';
import { created } from './build-world';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi();
});
afterAll(() => parley?.stop());

/** A lead that wrote, was answered, opted out and was marked. */
async function story() {
  const tenant = await parley.newTenant();
  const { admin: call } = tenant;
  const [ours, phone] = [newNumber(), newNumber()];
  await created(call('POST', '/api/v1/phone-numbers', { phoneNumber: ours, provider: 'twilio' }));
  const { leadId } = await created(call('POST', '/api/v1/leads', { firstName: 'Jane', phone }));
  await parley.text({ from: phone, to: ours, body: '=1+1, "really"?\nYes' });
  await created(call('POST', '/api/v1/sms/send', { leadId, message: 'We are open' }));
  await parley.text({ from: phone, to: ours, body: 'STOP' });
  const marking = { reason: 'Asked, on the phone' };
  await created(call('PUT', `/api/v1/leads/${leadId}/do-not-contact/sms`, marking));
  await created(call('POST', `/api/v1/leads/${leadId}/do-not-contact/sms/lift`, { reason: 'A mistake' }));
  return { ...tenant, call, leadId, phone, ours };
}

const evidenceOf = (leadId: string, format = '') => `/api/v1/leads/${leadId}/evidence${format && `?format=${format}`}`;

test('evidence has every text, word about consent and decision, in order', async () => {
  const { call, leadId, phone, ours } = await story();
  const evidence = await created(call('GET', evidenceOf(leadId)));
  expect(evidence).toMatchObject({ leadId, leadNumber: phone });
  const { records } = evidence;
  // biome-ignore lint/suspicious/noExplicitAny: records as they come over the wire
  const of = (kind: string) => records.filter((record: any) => record.record === kind);
  expect(of('text')).toMatchObject([
    { what: 'inbound received', text: '=1+1, "really"?\nYes', ourNumber: ours },
    { what: 'outbound queued', text: 'We are open', detail: { source: 'api', sentBy: expect.stringMatching(/^key_/) } },
    { what: 'inbound received', text: 'STOP', detail: { consent: 'opted_out' } },
  ]);
  expect(of('consent')).toMatchObject([{ what: 'opted_out', detail: { origin: 'keyword', word: 'stop' } }]);
  expect(of('do_not_contact')).toMatchObject([{ what: 'set' }, { what: 'lifted', detail: { reason: 'A mistake' } }]);
  const decisions = ['inbound-message', 'send', 'inbound-message', 'do-not-contact-set', 'do-not-contact-set'];
  // biome-ignore lint/suspicious/noExplicitAny: see above
  expect(of('decision').map((record: any) => record.what)).toEqual(decisions);
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const times = records.map((record: any) => record.at);
  expect(times).toEqual([...times].sort());
});

test('evidence as CSV has the same records, and no cell that a spreadsheet runs', async () => {
  const { call, leadId } = await story();
  const { records } = await created(call('GET', evidenceOf(leadId)));
  const { headers, body } = await call('GET', evidenceOf(leadId, 'csv'));
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(headers.get('content-disposition')).toBe(`attachment; filename=evidence-${leadId}.csv`);
  const rows: Record<string, string>[] = parse(body, { columns: true });
  expect(rows.map(({ at, record, what }) => ({ at, record, what }))).toEqual(
    // biome-ignore lint/suspicious/noExplicitAny: records as they come over the wire
    records.map(({ at, record, what }: any) => ({ at, record, what })),
  );
  expect(rows.map(({ text }) => text).filter(Boolean)).toEqual([`'=1+1, "really"?\nYes`, 'We are open', 'STOP']);
});

test('evidence longer than a page is whole', async () => {
  const { call, leadId } = await story();
  const texts = 2_500;
  await parley.pool.query(
    `insert into messages (message_id, tenant_id, interaction_id, seq, direction, source, body, from_number, to_number, provider, state, segments)
     select 'msg_evidence_' || n, i.tenant_id, i.interaction_id, 1000 + n, 'inbound', 'inbound', 'Text ' || n, i.lead_number, i.our_number, 'twilio', 'received', 1
       from interactions i, generate_series(1, $2) n where i.lead_id = $1`,
    [leadId, texts],
  );
  const { records } = await created(call('GET', evidenceOf(leadId)));
  // biome-ignore lint/suspicious/noExplicitAny: records as they come over the wire
  const ids = records.filter((record: any) => record.record === 'text').map((record: any) => record.messageId);
  expect(new Set(ids).size).toBe(texts + 3);
  expect(ids).toHaveLength(texts + 3);
});

test('evidence is for admins, of their own tenant, about a phone number', async () => {
  const { operator, leadId } = await story();
  expect((await operator('GET', evidenceOf(leadId))).status).toBe(403);
  const { admin: stranger } = await parley.newTenant();
  expect((await stranger('GET', evidenceOf(leadId))).status).toBe(404);
  const { leadId: phoneless } = await created(stranger('POST', '/api/v1/leads', { firstName: 'Jane' }));
  expect(await stranger('GET', evidenceOf(phoneless))).toMatchObject({
    status: 422,
    body: { error: { code: 'MISSING_LEAD_PHONE' } },
  });
});

test('any cells come back as they were, but for the apostrophe', () => {
  const cell = fc.string({
    unit: fc.oneof(
      fc.constantFrom('=', '+', '-', '@', '"', ',', '\r', '\n', '\t', "'"),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
  });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 4 }), (cells) => {
      const [row = []]: string[][] = parse(csvLine(cells), {
        relax_column_count: true,
        skip_empty_lines: false,
        record_delimiter: '\r\n',
      });
      expect(row).toEqual(
        cells.map((value) => (/^[=+\-@\t\r]/.test(value) && !/^\+\d+$/.test(value) ? `'${value}` : value)),
      );
    }),
  );
});
