import '../support/one-realm';
import { type Carrier, startCarrier } from '../../src/dev/carrier/carrier';
import { createHttpCall } from '../../src/outbound/http';
import type { OutboundText, Provider } from '../../src/providers/provider';
import { createProviders } from '../../src/providers/registry';
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

describe('with the carrier simulator', () => {
  const OURS = '+18335645667';
  const LEAD = '+12125551234';
  let product: HttpRecorder;
  let carrier: Carrier;
  let call: ReturnType<typeof createHttpCall>;
  let twilio: Provider;

  beforeEach(async () => {
    const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } = twilioCases.settings;
    product = await startHttpRecorder();
    const inboundUrl = `${product.url}/webhooks/twilio/sms`;
    carrier = await startCarrier({ accountSid, authToken, inboundUrl, numbers: [OURS], reportDelayMs: 5 });
    call = createHttpCall(5_000);
    twilio = createProviders({ ...twilioCases.settings, TWILIO_API_BASE_URL: carrier.url }, call).get('twilio')!;
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

  test('a carrier that is not there has not taken anything', async () => {
    await carrier.stop();
    expect(await twilio.send(text())).toMatchObject({ kind: 'not-taken', errorCode: 'ECONNREFUSED' });
  });
});
