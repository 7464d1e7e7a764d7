import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { eventually } from '../support/eventually';
import { createImporter, type Importer, PHONE } from './lead-import-caller';

let api: ApiUnderTest;
let importer: Importer;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());
beforeEach(async () => {
  importer = await createImporter(api);
});

type Headers = Record<string, string>;

describe('a file that cannot be read whole', () => {
  const MANY = `phone\n${Array.from({ length: 600 }, (_, n) => `+1202557${String(n).padStart(4, '0')}\n`).join('')}`;
  test.each<[what: string, file: string | Buffer, headers: Headers, status: number, code: string, message: RegExp]>([
    ['that is empty', '', {}, 400, 'VALIDATION_ERROR', /^is empty/],
    ['that begins with a blank line', '\nphone\n', {}, 400, 'VALIDATION_ERROR', /^is empty/],
    ['with unknown columns', 'phone,Shoe size\n2025550101,9\n', {}, 400, 'VALIDATION_ERROR', /not known: "Shoe size"$/],
    ['without names', `Jane,Doe,${PHONE}\n`, {}, 400, 'VALIDATION_ERROR', /names none of the columns/],
    ['without a phone column', 'email\na@example.com\n', {}, 400, 'VALIDATION_ERROR', /no column for the phone/],
    [
      'with a lone quote',
      `${MANY}20255"50101\n`,
      {},
      400,
      'VALIDATION_ERROR',
      /^is not CSV near line 602: a quote stands/,
    ],
    [
      'with a quote that is not closed',
      `${MANY}"2025550101\n`,
      {},
      400,
      'VALIDATION_ERROR',
      /^is not CSV.*never closed/,
    ],
    [
      'with something behind a quote',
      `${MANY}"a"b\n`,
      {},
      400,
      'VALIDATION_ERROR',
      /^is not CSV.*follows the closing quote/,
    ],
    ['with a row without an end', `${MANY}${'x'.repeat(300_000)}`, {}, 400, 'VALIDATION_ERROR', /a row is too long/],
    [
      'with a first line without an end',
      'x'.repeat(70_000),
      {},
      400,
      'VALIDATION_ERROR',
      /first line that is too long/,
    ],
    ['in Latin-1', Buffer.from(`${MANY}2025550101,Zoë\n`, 'latin1'), {}, 400, 'VALIDATION_ERROR', /^is not UTF-8/],
    ['in UTF-16', Buffer.from('\ufeffphone\n', 'utf16le'), {}, 400, 'VALIDATION_ERROR', /^is not UTF-8/],
    [
      'with half a character at its end',
      Buffer.from(`${MANY}ë`).subarray(0, -1),
      {},
      400,
      'VALIDATION_ERROR',
      /^is not UTF-8/,
    ],
    ['that is no gzip', 'phone\n', { 'content-encoding': 'gzip' }, 400, 'VALIDATION_ERROR', /^is not compressed/],
    [
      'with half of its gzip',
      gzipSync(MANY).subarray(0, 200),
      { 'content-encoding': 'gzip' },
      400,
      'VALIDATION_ERROR',
      /^is not compressed/,
    ],
    [
      'in a form',
      'phone\n',
      { 'content-type': 'multipart/form-data; boundary=x' },
      400,
      'VALIDATION_ERROR',
      /not a form/,
    ],
    ['in JSON', '["phone"]', { 'content-type': 'application/json' }, 400, 'VALIDATION_ERROR', /not a form or JSON/],
    ['with too many rows', `phone\n${'1\n'.repeat(200_001)}`, {}, 400, 'VALIDATION_ERROR', /more than 200000 rows/],
  ])('%s is refused and leaves nothing', async (_what, file, headers, status, code, message) => {
    const answer = await importer.upload(file, headers);
    expect(answer).toEqual({
      status,
      body: {
        success: false,
        error: {
          code,
          message: expect.any(String),
          details: [{ field: 'body', message: expect.stringMatching(message) }],
        },
      },
    });
    const failed = await importer.newestImport();
    expect(failed).toMatchObject({
      state: 'failed',
      errorCode: code,
      errorMessage: expect.stringMatching(/^The file /),
      newRows: 0,
    });
    expect(await importer.rowsOf(failed.importId)).toEqual([]);
    expect(await importer.apply(failed.importId)).toMatchObject({
      status: 409,
      body: { error: { code: 'IMPORT_NOT_READY', details: { state: 'failed' } } },
    });
  });

  test.each<[what: string, headers: Headers, status: number, code: string]>([
    [
      'in a character set that is not understood',
      { 'content-type': 'text/csv; charset=latin1' },
      415,
      'UNSUPPORTED_ENCODING',
    ],
    ['in an encoding that is not understood', { 'content-encoding': 'zstd' }, 415, 'UNSUPPORTED_ENCODING'],
  ])('%s is refused', async (_what, headers, status, code) => {
    expect(await importer.upload('phone\n', headers)).toMatchObject({ status, body: { error: { code } } });
  });

  test('that is too large is refused, by what it says and by what it is', async () => {
    const large = Buffer.alloc(65 * 1024 * 1024, 'phone\n');
    expect(await importer.upload(large)).toMatchObject({ status: 413, body: { error: { code: 'BODY_TOO_LARGE' } } });
    const packed = gzipSync(`phone\n${' '.repeat(1000)}\n`.repeat(70_000));
    expect(await importer.upload(packed, { 'content-encoding': 'gzip' })).toMatchObject({ status: 413 });
  });

  test('whose sender hangs up in the middle has failed', async () => {
    const key = await api.keyOf(importer.tenant.tenantId, 'admin');
    const hangingUp = request(`${api.apiUrl}/api/v1/lead-imports`, {
      method: 'POST',
      headers: { 'X-API-Key': key, 'content-type': 'text/csv' },
    });
    hangingUp.on('error', () => {});
    hangingUp.write(MANY);
    await eventually(async () =>
      expect(await importer.newestImport()).toMatchObject({ state: 'checking', totalRows: 500 }),
    );
    hangingUp.destroy();
    await eventually(async () =>
      expect(await importer.newestImport()).toMatchObject({
        ...{ state: 'failed', errorCode: 'VALIDATION_ERROR', errorMessage: 'The file broke off before its end.' },
      }),
    );
    expect(await importer.leads()).toEqual([]);
    expect((await importer.call('GET', '/api/v1/leads')).status).toBe(200); // and the api is well
  });
});
