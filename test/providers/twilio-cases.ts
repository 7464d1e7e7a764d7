import { type ProviderCases, SINCE, TEXT } from './contract';
import { accountCases } from './twilio-account-cases';
import { inboundCases } from './twilio-inbound-cases';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  error,
  json,
  SID,
  sign,
  TEXTED,
  URL_CALLED,
  webhook,
  withField,
  without,
} from './twilio-wire';

/** A message as Twilio's list shows it. */
const listed = (parts: Record<string, unknown> = {}) => ({
  sid: SID,
  account_sid: ACCOUNT_SID,
  from: TEXT.from,
  to: TEXT.to,
  body: TEXT.body,
  direction: 'outbound-api',
  status: 'delivered',
  error_code: null,
  date_created: 'Sun, 15 Feb 2026 10:30:01 +0000',
  date_sent: 'Sun, 15 Feb 2026 10:30:02 +0000',
  date_updated: 'Sun, 15 Feb 2026 10:30:02 +0000',
  ...parts,
});
const page = (messages: unknown[], next: string | null = null) => json(200, { messages, page: 0, next_page_uri: next });
const sid = (letter: string) => `SM${letter.repeat(32)}`;
const at = (ms: number) => new Date(SINCE + ms).toUTCString().replace('GMT', '+0000');

const INBOUND = { type: 'inbound', providerMessageId: SID, from: TEXT.to, to: TEXT.from, body: TEXTED[3]![1] } as const;

const report = (fields: Record<string, string>) => webhook(Object.entries({ MessageSid: SID, ...fields }));
const reported = (status: string, state: 'sent' | 'delivered' | 'undelivered' | 'failed' | null) =>
  ({ type: 'report', providerMessageId: SID, status, state, errorCode: null, errorMessage: null }) as const;
const explained = (code: string) => ({
  errorCode: code,
  errorMessage: `Twilio error ${code}: https://www.twilio.com/docs/api/errors/${code}`,
});

/** Twilio's own examples (sms.md, section 4); the token is theirs, so these are verified with settings of their own. */
export const VECTORS = [
  { url: 'https://mycompany.com/myapp.php?foo=1&bar=2', signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
  { url: 'https://mycompany.com:443/myapp.php?foo=1&bar=2', signature: 'kvajT1Ptam85bY51eRf/AJRuM3w=' },
].map(({ url, signature }) => ({
  token: '12345',
  webhook: webhook(
    [
      ['CallSid', 'CA1234567890ABCDE'],
      ['Caller', '+14158675309'],
      ['Digits', '1234'],
      ['From', '+14158675309'],
      ['To', '+18005551212'],
    ],
    { url, signature },
  ),
}));

export const twilioCases: ProviderCases = {
  name: 'twilio',
  settings: {
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_API_BASE_URL: 'https://twilio.example',
  },
  secrets: [AUTH_TOKEN, Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')],

  sentFields({ url, headers, body }) {
    expect(url).toBe(`https://twilio.example/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`);
    expect(headers['Content-Type']).toBe('application/x-www-form-urlencoded');
    const form = new URLSearchParams(body);
    const field = (name: string) => form.get(name) ?? '';
    return { from: field('From'), to: field('To'), body: field('Body'), statusCallbackUrl: field('StatusCallback') };
  },

  taken: [
    { what: '201 with a message', answer: json(201, listed({ status: 'queued' })), providerMessageId: SID },
    { what: '200 of a scheduled one', answer: json(200, { sid: SID, status: 'scheduled' }), providerMessageId: SID },
  ],
  unreadable: [
    { what: '201 with nothing', answer: json(201, '') },
    { what: '201 with HTML', answer: json(201, '<html>Bad gateway</html>') },
    { what: '201 with half an answer', answer: json(201, `{"sid": "${SID}`) },
    { what: '200 with an object of something else', answer: json(200, {}) },
    { what: '200 with null', answer: json(200, 'null') },
    { what: '200 with an id that is no text', answer: json(200, { sid: 5 }) },
  ],
  throttled: [
    { what: '429 with Twilio’s code', answer: error(429, 20429) },
    { what: '429 of a gateway', answer: json(429, 'Too Many Requests') },
    { what: 'a full queue of the number', answer: error(400, 21611) },
    { what: 'a full queue of the account', answer: error(400, 14107) },
  ],
  refused: [
    { what: 'not a mobile number', answer: error(400, 21614), errorCode: '21614' },
    { what: 'opted out at the carrier', answer: error(400, 21610), errorCode: '21610' },
    { what: 'wrong credentials', answer: error(401, 20003), errorCode: '20003' },
    { what: 'no such account', answer: error(404, 20404), errorCode: '20404' },
    { what: 'a 400 without a code', answer: json(400, 'Bad Request'), errorCode: 'HTTP_400' },
  ],
  broken: [
    { what: '500', answer: error(500, 20500) },
    { what: '502 with HTML', answer: json(502, '<html>Bad gateway</html>') },
    { what: '503 with nothing', answer: json(503, '') },
    { what: '504', answer: json(504, 'null') },
  ],

  finds: [
    {
      what: 'the text',
      answers: [page([listed()])],
      found: { providerMessageId: SID, state: 'delivered', errorCode: null },
    },
    {
      what: 'the oldest of two that fit: the list is newest first',
      answers: [page([listed({ sid: sid('b'), date_created: at(9_000) }), listed({ sid: sid('a') })])],
      found: { providerMessageId: sid('a'), state: 'delivered', errorCode: null },
    },
    {
      what: 'not one that is another text’s already',
      answers: [page([listed({ sid: sid('b'), date_created: at(9_000) }), listed({ sid: sid('a') })])],
      known: [sid('a')],
      found: { providerMessageId: sid('b'), state: 'delivered', errorCode: null },
    },
    { what: 'not one with another body', answers: [page([listed({ body: 'See you at 11' })])], found: null },
    { what: 'not one that came from there', answers: [page([listed({ direction: 'inbound' })])], found: null },
    { what: 'not one that was there before', answers: [page([listed({ date_created: at(-60_000) })])], found: null },
    {
      what: 'one a moment earlier, as clocks differ',
      answers: [page([listed({ date_created: at(-4_000) })])],
      found: { providerMessageId: SID, state: 'delivered', errorCode: null },
    },
    { what: 'nothing in an empty list', answers: [page([])], found: null },
    {
      what: 'one that failed, with its code',
      answers: [page([listed({ status: 'undelivered', error_code: 30005 })])],
      found: { providerMessageId: SID, state: 'undelivered', errorCode: '30005' },
    },
    {
      what: 'one that is still queued there: it was taken',
      answers: [page([listed({ status: 'queued', date_sent: null })])],
      found: { providerMessageId: SID, state: 'sent', errorCode: null },
    },
    {
      what: 'one on the second page',
      answers: [
        page([listed({ body: 'another' })], `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json?Page=1&PageToken=x`),
        page([listed()]),
      ],
      found: { providerMessageId: SID, state: 'delivered', errorCode: null },
      requests: 2,
    },
  ],

  signatures: [
    { what: 'a lead’s text', webhook: webhook(TEXTED), right: true },
    {
      what: 'with our message id in the query',
      webhook: webhook(TEXTED, { url: `${URL_CALLED}?messageId=msg_1&a=%20b` }),
      right: true,
    },
    {
      what: 'with fields nobody knows',
      webhook: webhook([...TEXTED, ['FutureField', 'x'], ['ünïcode', '✓']]),
      right: true,
    },
    { what: 'with an empty field', webhook: webhook([...TEXTED, ['MediaUrl', '']]), right: true },
    { what: 'with spaces around a value', webhook: webhook(withField('Body', '  hi  ')), right: true },
    {
      what: 'with a repeated field',
      webhook: webhook([...TEXTED, ['Tag', 'b'], ['Tag', 'a'], ['Tag', 'b']]),
      right: true,
    },
    {
      what: 'with names in another order of capitals',
      webhook: webhook([
        ['b', '1'],
        ['B', '2'],
        ['a', '3'],
      ]),
      right: true,
    },
    {
      what: 'with the port written out',
      webhook: {
        ...webhook(TEXTED, { signature: sign(URL_CALLED.replace('example/', 'example:443/'), TEXTED, AUTH_TOKEN) }),
      },
      right: true,
    },
    { what: 'an empty body', webhook: webhook([]), right: true },
    { what: 'no signature', webhook: { ...webhook(TEXTED), headers: {} }, right: false },
    { what: 'an empty signature', webhook: webhook(TEXTED, { signature: '' }), right: false },
    { what: 'nonsense', webhook: webhook(TEXTED, { signature: 'nonsense' }), right: false },
    {
      what: 'as long as a right one',
      webhook: webhook(TEXTED, { signature: 'A'.repeat(27).concat('=') }),
      right: false,
    },
    { what: 'made with another token', webhook: webhook(TEXTED, { token: 'another' }), right: false },
    { what: 'of another address', webhook: { ...webhook(TEXTED), url: `${URL_CALLED}?messageId=msg_2` }, right: false },
    {
      what: 'of another body',
      webhook: { ...webhook(TEXTED), rawBody: webhook(withField('Body', 'No')).rawBody },
      right: false,
    },
    {
      what: 'of a body with one field more',
      webhook: { ...webhook(TEXTED), rawBody: webhook([...TEXTED, ['x', '']]).rawBody },
      right: false,
    },
    { what: 'an address that is none', webhook: { ...webhook(TEXTED), url: 'nonsense' }, right: false },
    {
      what: 'a body that is no form',
      webhook: { ...webhook(TEXTED), rawBody: Buffer.from([0xff, 0x00, 0x25, 0x25]) },
      right: false,
    },
    {
      what: 'of 300 fields, more than any webhook has',
      webhook: webhook(Array.from({ length: 300 }, (_, n): [string, string] => [`F${n}`, 'x'])),
      right: false,
    },
  ],

  webhooks: [
    { what: 'a lead’s text', webhook: webhook(TEXTED), event: INBOUND },
    { what: 'an empty text', webhook: webhook(withField('Body', '')), event: { ...INBOUND, body: '' } },
    { what: 'a text with lines', webhook: webhook(withField('Body', 'a\r\nb')), event: { ...INBOUND, body: 'a\r\nb' } },
    {
      what: 'the longest text',
      webhook: webhook(withField('Body', 'x'.repeat(1600))),
      event: { ...INBOUND, body: 'x'.repeat(1600) },
    },
    {
      what: 'a text that says what it is twice',
      webhook: webhook([...TEXTED, ['MessageStatus', 'received']]),
      event: INBOUND,
    },
    { what: 'without an id', webhook: webhook(without('MessageSid')), event: null },
    { what: 'with an empty id', webhook: webhook(withField('MessageSid', '')), event: null },
    { what: 'with an over-long id', webhook: webhook(withField('MessageSid', 'S'.repeat(65))), event: null },
    { what: 'with two ids', webhook: webhook([...TEXTED, ['MessageSid', sid('b')]]), event: null },
    { what: 'without a sender', webhook: webhook(without('From')), event: null },
    { what: 'with an over-long sender', webhook: webhook(withField('From', '1'.repeat(65))), event: null },
    { what: 'without a receiver', webhook: webhook(without('To')), event: null },
    { what: 'with two receivers', webhook: webhook([...TEXTED, ['To', '+12125559999']]), event: null },
    { what: 'without a text', webhook: webhook(without('Body')), event: null },
    { what: 'with two texts', webhook: webhook([...TEXTED, ['Body', 'No']]), event: null },
    { what: 'with an over-long text', webhook: webhook(withField('Body', 'x'.repeat(20_001))), event: null },
    { what: 'nothing', webhook: webhook([]), event: null },
    { what: 'that it was sent', webhook: report({ MessageStatus: 'sent' }), event: reported('sent', 'sent') },
    {
      what: 'that it was delivered',
      webhook: report({ MessageStatus: 'delivered' }),
      event: reported('delivered', 'delivered'),
    },
    { what: 'that it was read', webhook: report({ MessageStatus: 'read' }), event: reported('read', 'delivered') },
    {
      what: 'that it was queued there',
      webhook: report({ MessageStatus: 'queued' }),
      event: reported('queued', 'sent'),
    },
    {
      what: 'that it was not delivered, and why',
      webhook: report({ MessageStatus: 'undelivered', ErrorCode: '30005' }),
      event: { ...reported('undelivered', 'undelivered'), ...explained('30005') },
    },
    {
      what: 'that it failed, and why',
      webhook: report({ MessageStatus: 'failed', ErrorCode: '30007' }),
      event: { ...reported('failed', 'failed'), ...explained('30007') },
    },
    {
      what: 'that it was canceled',
      webhook: report({ MessageStatus: 'canceled' }),
      event: reported('canceled', 'failed'),
    },
    {
      what: 'with an empty code',
      webhook: report({ MessageStatus: 'delivered', ErrorCode: '' }),
      event: reported('delivered', 'delivered'),
    },
    {
      what: 'a status we do not know',
      webhook: report({ MessageStatus: 'partially_delivered' }),
      event: reported('partially_delivered', null),
    },
    {
      what: 'a status named like what every object has',
      webhook: report({ MessageStatus: 'constructor' }),
      event: reported('constructor', null),
    },
  ],

  ...accountCases,
  ...inboundCases,
};
