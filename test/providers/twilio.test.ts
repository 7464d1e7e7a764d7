import '../support/one-realm';
import type { CarrierAccountInput } from '../../src/dev/carrier/accounts';
import { type Carrier, startCarrier } from '../../src/dev/carrier/carrier';
import { createHttpCall } from '../../src/outbound/http';
import type { OutboundText, Provider } from '../../src/providers/provider';
import { accountOf, Providers } from '../../src/providers/registry';
import { createTwilio } from '../../src/providers/twilio';
import { eventually } from '../support/eventually';
import { type HttpRecorder, startHttpRecorder } from '../support/http-recorder';
import { twilioCases, VECTORS } from './twilio-cases';

test.each(VECTORS)('Twilio’s own example is verified: $webhook.url', ({ token: authToken, webhook }) => {
  const settings = { accountSid: 'AC1', authToken, apiBaseUrl: 'https://twilio.example' };
  const twilio = createTwilio(settings, () => Promise.reject(new Error('nobody is asked')));
  expect(twilio.verify(webhook)).toBe(true);
  expect(twilio.verify({ ...webhook, url: webhook.url.replace('foo=1', 'foo=2') })).toBe(false);
});

test.each([
  ['STOP', true],
  [' stop. ', true],
  ['yes', true],
  ['info', true],
  ['opt out', false],
  ['opt-out', false],
  ['Arrêt', false],
  ['please stop', false],
  ['', false],
])('%j is answered by Twilio itself: %s', (body, expected) => {
  const settings = { accountSid: 'AC1', authToken: '12345', apiBaseUrl: 'https://twilio.example' };
  const twilio = createTwilio(settings, () => Promise.reject(new Error('nobody is asked')));
  expect(twilio.answersKeyword(body)).toBe(expected);
});

describe('with the carrier simulator', () => {
  const OURS = '+18335645667';
  const LEAD = '+12125551234';
  let product: HttpRecorder;
  let carrier: Carrier;
  let call: ReturnType<typeof createHttpCall>;
  let providers: Providers;
  let twilio: Provider;

  beforeEach(async () => {
    const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } = twilioCases.settings;
    product = await startHttpRecorder();
    const inboundUrl = `${product.url}/webhooks/twilio/sms`;
    carrier = await startCarrier({ accountSid, authToken, inboundUrl, numbers: [OURS], reportDelayMs: 5 });
    call = createHttpCall(5_000);
    const settings = { ...twilioCases.settings, TWILIO_API_BASE_URL: carrier.url };
    providers = new Providers(settings, call, (sealed) => sealed.toString('utf8'));
    twilio = providers.installation('twilio')!;
  });
  afterEach(async () => {
    await call.close();
    await carrier.stop();
    await product.stop();
  });

  const text = (parts: Partial<OutboundText> = {}): OutboundText => ({
    from: OURS,
    to: LEAD,
    body: 'See you at 10 – ✓',
    statusCallbackUrl: `${product.url}/webhooks/twilio/status?messageId=msg_1`,
    ...parts,
  });

  test('a phone that said STOP is told apart from any other refusal', async () => {
    await carrier.text({ from: LEAD, to: OURS, body: 'STOP' });
    expect(await twilio.send(text())).toMatchObject({ kind: 'refused', errorCode: '21610', optedOut: true });
    expect(await twilio.send(text({ to: '+12125559999', from: '+12125550000' }))).not.toHaveProperty('optedOut');
  });

  test.each([
    ['STOP', 'opt_out'],
    ['START', 'opt_in'],
    ['HELP', 'help'],
    [undefined, undefined],
  ] as const)('OptOutType %s in a webhook is what Twilio took the text for', async (optOutType, expected) => {
    await carrier.text({ from: LEAD, to: OURS, body: 'Hm', optOutType });
    const [{ url, body, headers } = { url: '', body: '', headers: {} }] = product.requests;
    const webhook = { url, rawBody: Buffer.from(body), headers: headers as Record<string, string> };
    const event = twilio.events(webhook);
    expect(event).toMatchObject({ type: 'inbound' });
    expect(event?.type === 'inbound' && event.takenFor?.class).toBe(expected);
  });

  test('a text arrives, its reports verify and say what became of it', async () => {
    const verdict = await twilio.send(text());
    expect(verdict.kind).toBe('accepted');
    expect(carrier.messages(LEAD).map((message) => message.body)).toEqual([text().body]);

    await eventually(() => expect(product.requests).toHaveLength(2));
    const states = product.requests.map(({ url, body, headers }) => {
      const webhook = { url, rawBody: Buffer.from(body), headers: headers as Record<string, string> };
      expect(url).toBe(text().statusCallbackUrl);
      expect(twilio.verify(webhook)).toBe(true);
      const event = twilio.events(webhook);
      expect(event).toMatchObject({ type: 'report', providerMessageId: verdict.providerMessageId });
      return event?.type === 'report' ? event.state : null;
    });
    expect(states).toEqual(['sent', 'delivered']);
  });

  test('a lead’s text verifies and is read', async () => {
    await carrier.text({ from: LEAD, to: OURS, body: 'Hi – “ten”? ✓' });
    await eventually(() => expect(product.requests).toHaveLength(1));
    const { url, body, headers } = product.requests[0]!;
    const webhook = { url, rawBody: Buffer.from(body), headers: headers as Record<string, string> };
    expect(twilio.verify(webhook)).toBe(true);
    expect(twilio.events(webhook)).toMatchObject({ type: 'inbound', from: LEAD, to: OURS, body: 'Hi – “ten”? ✓' });
  });

  test('a text that was taken before the connection dropped is unclear, and then found', async () => {
    const since = Date.now();
    await twilio.send(text());
    carrier.setFault({ kind: 'drop-after-accept' });
    const verdict = await twilio.send(text());
    expect(verdict).toMatchObject({ kind: 'unclear', providerMessageId: null });

    const [known] = carrier.messages(LEAD).map((message) => message.messageSid);
    const found = await twilio.find(text(), since, new Set([known!]));
    expect(found?.providerMessageId).toBe(carrier.messages(LEAD)[1]!.messageSid);
    expect(await twilio.find(text({ body: 'See you at 11' }), since, new Set())).toBeNull();
  });

  test('a text that was dropped before it was taken is unclear, and not found', async () => {
    carrier.setFault({ kind: 'drop-before-accept' });
    const since = Date.now();
    expect(await twilio.send(text())).toMatchObject({ kind: 'unclear' });
    expect(await twilio.find(text(), since, new Set())).toBeNull();
  });

  test.each([
    [429, 20429, 'not-taken'],
    [400, 21610, 'refused'],
    [500, 20500, 'unclear'],
  ] as const)('%d %d is %s', async (httpStatus, code, kind) => {
    carrier.setFault({ kind: 'status', httpStatus, code });
    expect(await twilio.send(text())).toMatchObject({ kind, errorCode: String(code) });
  });

  test('its account works, and its numbers are listed with what they can do and where their texts go', async () => {
    const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } = twilioCases.settings;
    const inboundUrl = `${product.url}/webhooks/twilio/sms`;
    expect(await twilio.checkAccount()).toEqual({ ok: true, findings: [] });
    const voiceOnly = { phoneNumber: '+18335645668', friendlyName: 'Fax', sms: false };
    const elsewhere = { phoneNumber: '+18335645669', friendlyName: 'Old', smsUrl: 'https://old.example/sms' };
    carrier.setAccount({ accountSid, authToken, inboundUrl, numbers: [OURS, voiceOnly, elsewhere] });
    expect(await twilio.listNumbers()).toEqual({
      ok: true,
      complete: true,
      numbers: [
        { phoneNumber: OURS, friendlyName: OURS, smsCapable: true, smsUrl: inboundUrl },
        { phoneNumber: '+18335645668', friendlyName: 'Fax', smsCapable: false, smsUrl: inboundUrl },
        { phoneNumber: '+18335645669', friendlyName: 'Old', smsCapable: true, smsUrl: 'https://old.example/sms' },
      ],
    });
  });

  test('all pages of its numbers are read, up to a bound', async () => {
    const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } = twilioCases.settings;
    const count = async (length: number) => {
      const numbers = Array.from({ length }, (_, index) => `+1833${String(index).padStart(7, '0')}`);
      carrier.setAccount({ accountSid, authToken, inboundUrl: product.url, numbers });
      const listed = await twilio.listNumbers();
      if (!listed.ok) throw new Error(listed.finding.code);
      return { distinct: new Set(listed.numbers.map((number) => number.phoneNumber)).size, complete: listed.complete };
    };
    expect(await count(450)).toEqual({ distinct: 450, complete: true });
    expect(await count(5_001)).toEqual({ distinct: 5_000, complete: false });
  });

  test.each<[what: string, change: Partial<CarrierAccountInput>, ok: boolean, code: string]>([
    ['another token', { authToken: 'rotated' }, false, 'CREDENTIALS_REFUSED'],
    ['suspended', { status: 'suspended' }, false, 'ACCOUNT_SUSPENDED'],
    ['closed', { status: 'closed' }, false, 'ACCOUNT_CLOSED'],
    ['on trial', { type: 'Trial' }, true, 'TRIAL_ACCOUNT'],
  ])('an account that is %s is told in words', async (_what, change, ok, code) => {
    const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } = twilioCases.settings;
    carrier.setAccount({ accountSid, authToken, inboundUrl: product.url, numbers: [OURS], ...change });
    expect(await twilio.checkAccount()).toMatchObject({ ok, findings: [{ code }] });
  });

  test('a carrier that is not there is told in words', async () => {
    await carrier.stop();
    expect(await twilio.checkAccount()).toMatchObject({ ok: false, findings: [{ code: 'NOT_REACHABLE' }] });
    expect(await twilio.listNumbers()).toMatchObject({ ok: false, finding: { code: 'NOT_REACHABLE' } });
  });

  test('each account sends from its own numbers, and signs with its own token', async () => {
    const own = { accountId: `AC${'c'.repeat(32)}`, secret: Buffer.from('a-token-of-its-own') };
    const [number, inboundUrl] = ['+18335640000', `${product.url}/webhooks/twilio/sms`];
    const account = { accountSid: own.accountId, authToken: 'a-token-of-its-own', numbers: [number], inboundUrl };
    carrier.setAccount(account);
    const other = providers.for('twilio', own) as Provider;
    expect(await other.send(text({ from: number }))).toMatchObject({ kind: 'accepted' });
    expect(await other.send(text({ from: OURS }))).toMatchObject({ kind: 'refused', errorCode: '21606' });
    expect(await twilio.send(text({ from: number }))).toMatchObject({ kind: 'refused', errorCode: '21606' });
    expect(await twilio.find(text({ from: number }), 0, new Set())).toBeNull();
    expect(await other.find(text({ from: number }), 0, new Set())).not.toBeNull();

    await carrier.text({ from: LEAD, to: number, body: 'Hi' });
    const { url, body, headers } = product.requests.find((request) => request.url === inboundUrl)!;
    const webhook = { url, rawBody: Buffer.from(body), headers: headers as Record<string, string> };
    expect([other.verify(webhook), twilio.verify(webhook)]).toEqual([true, false]);
    expect(accountOf('twilio', webhook)).toBe(own.accountId);
  });

  test('a carrier that is not there has not taken anything', async () => {
    await carrier.stop();
    expect(await twilio.send(text())).toMatchObject({ kind: 'not-taken', errorCode: 'ECONNREFUSED' });
  });
});
