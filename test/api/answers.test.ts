import { gzipSync } from 'node:zlib';
import { apiClient } from '../support/api-client';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { mustStaySecret } from '../support/suite-output';

const CODEC_TOKEN = 'the codec token of these answers';

let parley: ApiUnderTest;
let tenant: TenantUnderTest;
beforeAll(async () => {
  mustStaySecret(CODEC_TOKEN);
  parley = await startApi({ TEMPORAL_CODEC_TOKEN: CODEC_TOKEN });
  tenant = await parley.newTenant();
});
afterAll(() => parley?.stop());

const codec = `/temporal/codec/${encodeURIComponent(CODEC_TOKEN)}/decode`;

test.each<[method: string, path: string, status: number, kept: string | null]>([
  ['GET', '/api/v1/leads', 200, 'no-store'],
  ['GET', '/api/v1/leads/none', 404, 'no-store'],
  ['POST', '/api/v1/leads', 400, 'no-store'],
  ['GET', '/api/v1/openapi.json', 200, 'no-store'],
  ['GET', '/api/nowhere', 404, 'no-store'],
  ['POST', codec, 400, 'no-store'],
  ['POST', '/webhooks/twilio/sms', 403, null],
  ['POST', '/webhooks/nobody/sms', 404, null],
  ['GET', '/healthz', 200, null],
  ['GET', '/docs', 200, null],
  ['GET', '/', 200, 'no-cache'],
  ['GET', '/assets/none.js', 404, null],
])('%s %s, %d, protects whoever reads it', async (method, path, status, kept) => {
  const body = method === 'POST' ? { 'never a field': 1 } : undefined;
  const { headers, ...answer } = await tenant.admin(method, path, body, { Accept: 'text/html,application/json' });
  expect(answer.status).toBe(status);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
  expect(headers.get('strict-transport-security')).toContain('max-age=');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-powered-by')).toBeNull();
  if (kept !== null) expect(headers.get('cache-control')).toBe(kept);
});

/** Far smaller than what is in it, so that what is unpacked is what counts. */
const packed = (bytes: number) => gzipSync(Buffer.alloc(bytes, ' '));

test.each<[path: string, most: number]>([
  ['/webhooks/twilio/sms', 64 * 1024],
  ['/api/v1/leads', 256 * 1024],
  ['/api/v1/session', 256 * 1024],
  [codec, 4 * 1024 * 1024],
])('a body to %s has a limit, which counts what is unpacked', async (path, most) => {
  const post = async (body: Buffer) => {
    const headers = { 'X-API-Key': tenant.adminKey, 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const answer = await fetch(parley.apiUrl + path, { method: 'POST', headers, body: new Uint8Array(body) });
    return { status: answer.status, body: await answer.json() };
  };
  const tooLarge = { status: 413, body: { success: false, error: { code: 'BODY_TOO_LARGE' } } };
  expect(await post(packed(most + 1))).toMatchObject(tooLarge);
  expect((await post(packed(most))).status).not.toBe(413);
});

test.each(['gzip', 'deflate', 'br'])('a body that is not %s as it says is the caller’s mistake', async (encoding) => {
  for (const path of ['/api/v1/leads', '/webhooks/twilio/sms', '/api/v1/session']) {
    const client = apiClient(parley.apiUrl, tenant.adminKey);
    const answer = await client('POST', path, '{"firstName":"Jane"}', { 'Content-Encoding': encoding });
    expect([path, answer.status, answer.body.error.code]).toEqual([path, 415, 'UNSUPPORTED_ENCODING']);
  }
});
