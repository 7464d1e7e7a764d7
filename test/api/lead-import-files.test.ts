import { gzipSync } from 'node:zlib';
import type { Pool } from '../../src/db/pool';
import type { ApiAnswer } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { addCampaign, addLead, createTenant, type Tenant } from '../support/tenant';
import { createImporter, FILE, type Importer } from './lead-import-caller';

let api: ApiUnderTest;
let pool: Pool;
let importer: Importer;
let tenant: Tenant;
beforeAll(async () => {
  api = await startApi();
  pool = api.pool;
});
afterAll(() => api?.stop());
beforeEach(async () => {
  importer = await createImporter(api);
  tenant = importer.tenant;
});

type Headers = Record<string, string>;

describe('a good file', () => {
  test('is checked without making a lead, and becomes leads when it is applied', async () => {
    const { importId, createdAt, updatedAt, createdBy, ...shown } = await importer.checked(FILE);
    expect(shown).toEqual({
      campaignId: tenant.campaignId,
      state: 'checked',
      ...{ totalRows: 2, newRows: 2, duplicateRows: 0, invalidRows: 0, appliedRows: 0 },
      ...{ errorCode: null, errorMessage: null },
    });
    expect([createdBy, createdAt, updatedAt]).toEqual([
      expect.stringMatching(/^key_/),
      expect.any(String),
      expect.any(String),
    ]);
    expect(await importer.leads()).toEqual([]);
    const row = { problems: [], leadId: null, outcome: 'new' };
    expect(await importer.rowsOf(importId)).toEqual([
      { ...row, rowNumber: 2 },
      { ...row, rowNumber: 3 },
    ]);

    const applied = await importer.apply(importId);
    expect(applied).toMatchObject({ status: 200, body: { data: { state: 'applied', appliedRows: 2, newRows: 2 } } });
    const made = await importer.leads();
    expect(made).toMatchObject([
      {
        ...{ first_name: 'Jane', last_name: 'Doe', email: 'jane@example.com', phone: '+12025550101' },
        ...{ status: 'pending_action', timezone: 'America/New_York', is_test: true, campaign_id: tenant.campaignId },
        notes: 'Said "call me", twice\non Monday',
        questionnaire: [
          { key: 'insurance', question: 'Are you insured?', answer: 'Yes, with Delta' },
          { key: 'city', question: 'city', answer: 'Leeds' },
        ],
      },
      {
        first_name: '',
        email: '',
        phone: '+442079460018',
        status: 'new',
        is_test: false,
        timezone: null,
        questionnaire: [],
      },
    ]);
    const report = await importer.rowsOf(importId);
    expect(report.map(({ outcome, leadId }: ApiAnswer['body']) => [outcome, leadId])).toEqual(
      made.map(({ lead_id }) => ['applied', lead_id]),
    );
    const kept = await pool.query('select 1 from lead_import_rows where lead is not null or phone is not null');
    expect(kept.rowCount).toBe(0);
  });

  test.each<[how: string, file: string | Buffer, headers?: Headers]>([
    ['commas', 'phone,firstName\n2025550101,Zoë\n'],
    ['semicolons', 'phone;firstName\n2025550101;Zoë\n'],
    ['tabs', 'phone\tfirstName\n2025550101\tZoë\n'],
    ['lines that end as on Windows', 'phone,firstName\r\n2025550101,Zoë\r\n'],
    ['no line break at its end', 'phone,firstName\n2025550101,Zoë'],
    ['blank rows', 'phone,firstName\n\n,\n2025550101,Zoë\n ,\n\n'],
    ['a byte order mark', '\ufeffphone,firstName\n2025550101,Zoë\n'],
    ['quotes around everything', '"phone","firstName"\n"2025550101","Zoë"\n'],
    ['blanks around everything', ' phone , firstName \n 2025550101 , Zoë \n'],
    ['gzip', gzipSync('phone,firstName\n2025550101,Zoë\n'), { 'content-encoding': 'gzip' }],
    ['a character set', 'phone,firstName\n2025550101,Zoë\n', { 'content-type': 'text/csv; charset=UTF-8' }],
    [
      'the type that curl gives',
      'phone,firstName\n2025550101,Zoë\n',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
  ])('may have %s', async (_how, file, headers = {}) => {
    const { status, body } = await importer.upload(file, headers);
    expect([status, body.error]).toEqual([201, undefined]);
    expect(body.data).toMatchObject({ totalRows: 1, newRows: 1 });
    await importer.apply(body.data.importId);
    expect(await importer.leads()).toMatchObject([{ phone: '+12025550101', first_name: 'Zoë' }]);
  });

  test('may have no rows', async () => {
    const { importId } = await importer.checked('phone\n');
    expect((await importer.apply(importId)).body.data).toMatchObject({
      state: 'applied',
      totalRows: 0,
      appliedRows: 0,
    });
  });

  test('may have long rows', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => `20255502${n + 10},${'x'.repeat(n === 7 ? 10_000 : 200_000)}\n`);
    const { newRows, invalidRows } = await importer.checked(`phone,notes\n${rows.join('')}`);
    expect({ newRows, invalidRows }).toEqual({ newRows: 1, invalidRows: 29 });
  });

  test('may name the campaign of each row, by id or by code', async () => {
    const autumn = await addCampaign(pool, tenant, { code: 'AUTUMN' });
    const file = `phone,campaignId,campaignCode\n2025550101,${autumn},\n2025550101,,SPRING\n2025550101,,\n2025550102,,\n`;
    const { importId } = await importer.checked(file, '');
    await importer.apply(importId);
    expect((await importer.leads()).map((lead) => [lead.phone, lead.campaign_id])).toEqual([
      ['+12025550101', autumn],
      ['+12025550101', tenant.campaignId],
      ['+12025550101', null],
      ['+12025550102', null],
    ]);
  });

  test("reads numbers without a country code as the tenant's", async () => {
    await pool.query(`update tenants set default_country = 'GB' where tenant_id = $1`, [tenant.tenantId]);
    const { importId } = await importer.checked('phone\n020 7946 0018\n');
    await importer.apply(importId);
    expect(await importer.leads()).toMatchObject([{ phone: '+442079460018' }]);
  });
});

describe('a row is reported and left out', () => {
  const HEADER = 'phone,firstName,email,status,timezone,isTest,campaignId,campaignCode,q:city';
  test.each<[what: string, row: string, field: string, message: string | RegExp]>([
    ['without a phone', ',Jane,jane@example.com,,,,,,', 'phone', 'is missing'],
    ['with a phone that is none', 'call me,,,,,,,,', 'phone', /^is not a phone number/],
    ['with a wrong email', '2025550101,,jane,,,,,,', 'email', 'must be an email address'],
    ['with an unknown status', '2025550101,,,happy,,,,,', 'status', /expected one of/],
    ['with an unknown time zone', '2025550101,,,,Mars/Base,,,,', 'timezone', /^must be a time zone/],
    ['with a doubtful isTest', '2025550101,,,,,maybe,,,', 'isTest', 'must be true or false'],
    ['with an unknown campaign id', '2025550101,,,,,,camp_nowhere,,', 'campaignId', 'there is no such campaign'],
    ['with an unknown campaign code', '2025550101,,,,,,,WINTER,', 'campaignCode', 'there is no such campaign'],
    ['with a NUL in a campaign code', '2025550101,,,,,,,A\0B,', 'campaignCode', 'there is no such campaign'],
    ['with a NUL in a name', '2025550101,Ja\0ne,,,,,,,', 'firstName', 'must not contain a NUL character'],
    ['with a NUL in a phone', '20255\x0050101,,,,,,,,', 'phone', /^is not a phone number/],
    [
      'with a name that is too long',
      `2025550101,${'x'.repeat(201)},,,,,,,`,
      'firstName',
      'must have at most 200 characters',
    ],
    [
      'with an answer that is too long',
      `2025550101,,,,,,,,${'x'.repeat(2001)}`,
      'q:city',
      'must have at most 2000 characters',
    ],
    ['with too few fields', '2025550101,Jane', 'row', 'has 2 fields where the first line has 9'],
    ['with too many fields', '2025550101,,,,,,,,,,', 'row', 'has 11 fields where the first line has 9'],
  ])('%s', async (_what, row, field, message) => {
    const { importId, ...counts } = await importer.checked(`${HEADER}\n2025550109,,,,,,,,\n${row}\n`);
    expect(counts).toMatchObject({ totalRows: 2, newRows: 1, invalidRows: 1 });
    expect(await importer.rowsOf(importId, '?outcome=invalid')).toEqual([
      {
        ...{ rowNumber: 3, outcome: 'invalid', leadId: null },
        problems: [{ field, message: typeof message === 'string' ? message : expect.stringMatching(message) }],
      },
    ]);
    await importer.apply(importId);
    expect((await importer.leads()).map((lead) => lead.phone)).toEqual(['+12025550109']);
  });

  test('with all that is wrong in it', async () => {
    const { importId } = await importer.checked('phone,email,isTest\nx,y,z\n');
    const [{ problems }] = await importer.rowsOf(importId);
    expect(problems.map(({ field }: { field: string }) => field).sort()).toEqual(['email', 'isTest', 'phone']);
  });

  test('that names two campaigns', async () => {
    const autumn = await addCampaign(pool, tenant, { code: 'AUTUMN' });
    const { importId } = await importer.checked(`phone,campaignId,campaignCode\n2025550101,${autumn},SPRING\n`);
    expect(await importer.rowsOf(importId)).toMatchObject([
      { outcome: 'invalid', problems: [{ field: 'campaignId' }] },
    ]);
  });

  test("with another tenant's campaign", async () => {
    const other = await createTenant(pool);
    const { importId } = await importer.checked(`phone,campaignId\n2025550101,${other.campaignId}\n`);
    expect(await importer.rowsOf(importId)).toMatchObject([
      { outcome: 'invalid', problems: [{ field: 'campaignId' }] },
    ]);
  });
});

describe('a duplicate', () => {
  test('of a lead of the campaign names the lead; one of another campaign or tenant is none', async () => {
    const other = await createTenant(pool);
    const elsewhere = await addCampaign(pool, tenant);
    await addLead(pool, other, { phone: '+12025550101', campaign_id: other.campaignId });
    await addLead(pool, tenant, { phone: '+12025550102', campaign_id: elsewhere });
    const there = await addLead(pool, tenant, { phone: '+12025550103', campaign_id: tenant.campaignId });
    const { importId, ...counts } = await importer.checked('phone\n2025550101\n2025550102\n202-555-0103\n');
    expect(counts).toMatchObject({ newRows: 2, duplicateRows: 1 });
    const problems = [{ field: 'phone', message: 'a lead of this campaign has this number already' }];
    expect(await importer.rowsOf(importId, '?outcome=duplicate')).toEqual([
      { rowNumber: 4, outcome: 'duplicate', leadId: there, problems },
    ]);
  });

  test('of an earlier row names the row, near or far', async () => {
    const numbers = Array.from({ length: 700 }, (_, n) => `+1202556${String(n).padStart(4, '0')}`);
    const { importId, ...counts } = await importer.checked(
      `phone\n${[...numbers, numbers[3], numbers[699], numbers[3]].join('\n')}\n`,
    );
    expect(counts).toMatchObject({ totalRows: 703, newRows: 700, duplicateRows: 3 });
    const rows = await importer.rowsOf(importId, '?outcome=duplicate');
    expect(rows.map(({ rowNumber, problems }: ApiAnswer['body']) => [rowNumber, problems[0].message])).toEqual([
      [702, 'is that of row 5 too'],
      [703, 'is that of row 701 too'],
      [704, 'is that of row 5 too'],
    ]);
  });

  test('of a row that is wrong itself is none', async () => {
    const { newRows, invalidRows } = await importer.checked('phone,email\n2025550101,wrong\n2025550101,\n');
    expect({ newRows, invalidRows }).toEqual({ newRows: 1, invalidRows: 1 });
  });

  test('that came between checking and applying is left out and reported', async () => {
    const { importId } = await importer.checked('phone\n2025550101\n2025550102\n');
    const there = await addLead(pool, tenant, { phone: '+12025550102', campaign_id: tenant.campaignId });
    const applied = (await importer.apply(importId)).body.data;
    expect(applied).toMatchObject({ state: 'applied', totalRows: 2, newRows: 1, duplicateRows: 1, appliedRows: 1 });
    expect(await importer.rowsOf(importId)).toMatchObject([
      { outcome: 'applied', problems: [] },
      { outcome: 'duplicate', leadId: there, problems: [{ field: 'phone' }] },
    ]);
  });
});
