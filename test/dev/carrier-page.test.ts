import { readdirSync } from 'node:fs';
import path from 'node:path';
import { knownPhonesLine, knownPhonesText } from '../../src/dev/carrier/phone-book';
import { DEMO_PHONES } from '../../src/dev/demo-data';
import { loadDevConfig } from '../../src/dev/dev-config';
import { phoneUrl } from '../../src/dev/stack-programs';
import { callSimulator, LEAD, OURS, type Setup, setUp } from './carrier-setup';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const PAGE = path.join(__dirname, '../../src/dev/carrier/phone-page');

describe('the page of the carrier simulator', () => {
  let setup: Setup;
  beforeAll(async () => {
    setup = await setUp();
  });
  afterAll(() => setup.stop());

  const get = async (where: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${setup.carrier.url}${where}`, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it('is there for browsers; curl reads the list of endpoints', async () => {
    const page = await get('/', BROWSER);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    for (const where of ['/', '/simulator']) {
      const list = await get(where);
      expect(list.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(list.text).toContain('POST   /simulator/inbound');
    }
    expect((await get('/simulator', BROWSER)).text).toContain('/simulator/stream');
  });

  it('loads nothing from elsewhere, and runs no script that is written into it', async () => {
    const { headers, text } = await get('/', BROWSER);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:/);
    expect(text).not.toMatch(/https?:\/\/|<script>|style="|\son\w+="/);
  });

  it.each(readdirSync(PAGE).filter((name) => /\.(m?js|css|svg)$/.test(name)))('serves %s', async (name) => {
    const { status, headers } = await get(`/phone/${name}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/javascript|css|svg/);
  });

  it.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://example.com' }],
    ['another port of this machine', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' }],
    ['an old browser that tells the origin alone', { origin: 'https://example.com' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('takes nothing from %s', async (_who, headers) => {
    const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
    const body = JSON.stringify({ from: LEAD, to: OURS, body: 'hello' });
    for (const [where, init] of [
      ['/inbound', { ...post, body }],
      ['/faults', { ...post, body: '{"kind":"dark"}' }],
      ['/faults', { method: 'DELETE', headers }],
    ] as const) {
      expect((await fetch(`${setup.carrier.url}/simulator${where}`, init)).status).toBe(403);
    }
    expect({ texts: setup.carrier.messages(), faults: setup.carrier.faults() }).toEqual({ texts: [], faults: [] });
  });

  it('says which field is wrong', async () => {
    const { status, body } = await callSimulator(setup.carrier, 'POST', '/faults', { kind: 'status', httpStatus: 200 });
    expect(status).toBe(400);
    expect(Object.keys(body.fields)).toEqual(['httpStatus']);
  });
});

describe('the phones with a name', () => {
  it('come through the environment as they are', () => {
    expect(knownPhonesText.parse(knownPhonesLine(DEMO_PHONES))).toEqual(DEMO_PHONES);
  });

  it.each(['Jane', '=+12025550143', 'Jane=555', 'Jane=+12025550143,Omar'])('are refused as %j', (text) => {
    expect(knownPhonesText.safeParse(text).success).toBe(false);
  });

  it('are what the link that `npm start` prints opens', async () => {
    const config = await loadDevConfig({});
    const demo = { leadPhone: '+12025550143', ourNumber: '+12025550100' };
    expect(phoneUrl(config, demo)).toBe(`${config.carrierUrl}/?phone=%2B12025550143&with=%2B12025550100`);
    expect(phoneUrl(config, null)).toBe(`${config.carrierUrl}/`);
  });
});
