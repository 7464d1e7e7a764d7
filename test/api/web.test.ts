import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type ApiUnderTest, startApi } from '../support/api-under-test';

/** As `npm test` has built it. */
const ASSETS = path.resolve('dist/web/assets');

describe('the bundled page, as the api serves it', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  const open = (address: string, headers: Record<string, string> = { Accept: 'text/html,*/*;q=0.8' }) =>
    fetch(`${api.apiUrl}${address}`, { headers, redirect: 'manual' });

  it.each(['/', '/conversations', '/conversations/int_1?status=dnc', '/settings/campaigns', '/no-such-page'])(
    'opens %s as the page, asked for anew each time',
    async (address) => {
      const answer = await open(address);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(await answer.text()).toContain('<div id="root">');
    },
  );

  it('runs scripts of its own alone, and is framed by nobody else', async () => {
    const policy = (await open('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain('upgrade-insecure-requests');
  });

  it('sends a file whole, whatever part of it is asked for', async () => {
    for (const Range of ['bytes=9-1', 'bytes=0-4', 'bytes=x'])
      expect((await open('/', { Accept: 'text/html', Range })).status).toBe(200);
  });

  it('keeps what carries its content in its name, and sends it compressed', async () => {
    const script = readdirSync(ASSETS).find((name) => /^index-.*\.js$/.test(name));
    const answer = await open(`/assets/${script}`, { 'Accept-Encoding': 'br' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
  });

  it.each([
    ['/assets/index-of-yesterday.js', {}],
    ['/api/v1/no-such-thing', { 'X-API-Key': 'none' }],
    ['/webhooks/no-such-thing', {}],
    ['/no-such-page', { Accept: '*/*' }], // curl's, and a program's
    ['/no-such-page', { Accept: 'application/json' }],
    ['/.inputs-sha256', { Accept: '*/*' }],
    ['/../api/main.js', { Accept: '*/*' }],
    ['/%2e%2e/package.json', { Accept: '*/*' }],
  ])('answers %s as the API does, not with the page', async (address, headers) => {
    const answer = await open(address, { Accept: 'text/html', ...headers });
    expect([401, 404]).toContain(answer.status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('does not take a write to an address of the page for a visit', async () => {
    const answer = await fetch(`${api.apiUrl}/conversations`, { method: 'POST', headers: { Accept: 'text/html' } });
    expect(answer.status).toBe(404);
  });
});

describe('the bundle', () => {
  const sizes = readdirSync(ASSETS)
    .filter((name) => name.endsWith('.js.gz'))
    .map((name) => ({ name, bytes: statSync(path.join(ASSETS, name)).size }));

  it('paints first after less than 250 kB of script', () => {
    const first = sizes.filter(({ name }) => /^index-/.test(name));
    expect(first).toHaveLength(1);
    expect(first[0]!.bytes).toBeLessThan(250_000);
    const content = gunzipSync(readFileSync(path.join(ASSETS, first[0]!.name)));
    expect(content.length).toBeGreaterThan(100_000); // it is what it says
  });

  it('loads what only one page needs with that page', () => {
    for (const page of ['conversations-page', 'overview-page', 'settings-page'])
      expect(sizes.some(({ name }) => name.startsWith(page))).toBe(true);
  });
});
