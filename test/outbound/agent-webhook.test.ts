import '../support/one-realm';
import { Webhook } from 'standardwebhooks';
import type { TurnPayload } from '../../src/domain/turn-payload';
import { type AgentAnswer, readAnswer } from '../../src/outbound/agent-answer';
import { askAgent } from '../../src/outbound/agent-webhook';
import { HttpFailure, type HttpRequest, type HttpResponse } from '../../src/outbound/http';

const URL = 'https://agent.example/hook?x=1';
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const PAYLOAD: TurnPayload = {
  message: {
    combinedText: 'Hi\nAre you “open”? ✓',
    messageCount: 2,
    senderPhone: '+12125551234',
    inboundPhone: '+18335645667',
  },
  lead: { leadId: 'lead_1', firstName: 'Jane', lastName: 'Doe', email: '', phone: '+12125551234', status: 'contacted' },
  campaign: { campaignId: 'camp_1', name: '', clientName: '', offerName: '' },
  interaction: { interactionId: 'int_1', status: 'in_progress', transcript: [] },
  questionnaire: { knownInformation: [], informationToCollect: [] },
  tenantId: 'org_1',
  agentId: 'smsagent_1',
  timestamp: '2026-02-15T10:30:00Z',
  turnId: 'turn_1_1',
};

/** Asks an agent that answers so, and keeps what it was asked. */
async function ask(
  answer: HttpResponse | Error,
  secrets = [SECRET],
): Promise<{ answer: AgentAnswer; request: HttpRequest }> {
  const requests: HttpRequest[] = [];
  const call = async (request: HttpRequest) => {
    requests.push(request);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const got = await askAgent(call, URL, secrets, PAYLOAD);
  expect(requests).toHaveLength(1);
  return { answer: got, request: requests[0]! };
}

const says = (status: number, body: unknown = '', headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const unreachable = (reason: string, httpStatus: number | null, retryAfterMs: number | null = null): AgentAnswer => ({
  kind: 'unreachable',
  reason,
  httpStatus,
  retryAfterMs,
});
const replied = (reply: string): AgentAnswer => ({ kind: 'replied', reply, httpStatus: 200 });
const taken = (httpStatus = 200): AgentAnswer => ({ kind: 'taken', httpStatus });
const refused = (reason: string, httpStatus: number): AgentAnswer => ({ kind: 'refused', reason, httpStatus });

test.each<[what: string, said: HttpResponse | Error, answer: AgentAnswer]>([
  ['a reply', says(200, { reply: 'We are open till six.' }), replied('We are open till six.')],
  ['a reply among other fields', says(200, { reply: 'Yes', model: 'x', cost: 1 }), replied('Yes')],
  ['a reply with a created status', says(201, { reply: 'Yes' }), { ...replied('Yes'), httpStatus: 201 }],
  ['a reply of 1,600 characters', says(200, { reply: 'x'.repeat(1600) }), replied('x'.repeat(1600))],
  ['a reply with lines and spaces around it', says(200, { reply: ' a\nb ' }), replied(' a\nb ')],
  ['a reply with a NUL, which no database can hold', says(200, { reply: 'a\0b' }), replied('ab')],

  ['nothing', says(200), taken()],
  ['202: it will reply through the API', says(202, { accepted: true }), taken(202)],
  ['204', says(204), taken(204)],
  ['JSON of another form', says(200, { message: 'Workflow was started' }), taken()],
  ['a word', says(200, 'ok', { 'content-type': 'text/plain' }), taken()],
  ['a word, as Express sends it', says(200, 'ok\n', { 'content-type': 'text/html; charset=utf-8' }), taken()],
  ['a reply that is null', says(200, { reply: null }), taken()],
  ['a list', says(200, [{ reply: 'Yes' }]), taken()],
  ['a text alone', says(200, '"Yes"'), taken()],
  ['null', says(200, 'null'), taken()],

  ['an error page', says(200, '<html>Bad gateway</html>'), unreachable('HTML_PAGE', 200)],
  ['an error page, after blank lines', says(202, '\n\n<!DOCTYPE html>…'), unreachable('HTML_PAGE', 202)],
  ['half of JSON', says(200, '{"reply": "We'), unreachable('NOT_JSON', 200)],
  [
    'a word that claims to be JSON',
    says(200, 'ok', { 'content-type': 'application/json' }),
    unreachable('NOT_JSON', 200),
  ],
  ['a stack trace', says(200, 'TypeError: x\n  at y'), unreachable('NOT_JSON', 200)],
  ['101 characters', says(200, 'x'.repeat(101)), unreachable('NOT_JSON', 200)],
  [
    'letters that are no UTF-8',
    { ...says(200, { reply: 'Caf\uFFFD' }), malformed: true },
    unreachable('NOT_UTF8', 200),
  ],
  ['a reply behind a byte order mark', says(200, '\uFEFF{"reply": "Yes"}'), replied('Yes')],
  [
    'a reply with a sign that stands for an unreadable one',
    says(200, { reply: 'You wrote \uFFFD' }),
    replied('You wrote \uFFFD'),
  ],

  ['an empty reply', says(200, { reply: '' }), refused('REPLY_EMPTY', 200)],
  ['a reply of spaces', says(200, { reply: ' \n ' }), refused('REPLY_EMPTY', 200)],
  ['a reply of NULs alone', says(200, { reply: '\0\0' }), refused('REPLY_EMPTY', 200)],
  ['a reply of 1,601 characters', says(200, { reply: 'x'.repeat(1601) }), refused('REPLY_TOO_LONG', 200)],
  ['a reply that is no text', says(200, { reply: 5 }), refused('REPLY_NOT_TEXT', 200)],
  ['a reply that is a list', says(200, { reply: ['Yes'] }), refused('REPLY_NOT_TEXT', 200)],
  ['410: it wants no turns any more', says(410, { reply: 'Yes' }), refused('HTTP_410', 410)],

  ['a redirect', says(302, '', { location: 'https://elsewhere.example' }), unreachable('HTTP_302', 302)],
  ['400', says(400), unreachable('HTTP_400', 400)],
  ['404', says(404), unreachable('HTTP_404', 404)],
  ['500, whatever it holds', says(500, { reply: 'Yes' }), unreachable('HTTP_500', 500)],
  ['502', says(502), unreachable('HTTP_502', 502)],
  ['429', says(429), unreachable('HTTP_429', 429)],
  ['429 with a time to wait', says(429, '', { 'retry-after': '20' }), unreachable('HTTP_429', 429, 20_000)],
  ['503 without a time to wait', says(503, '', { 'retry-after': '0' }), unreachable('HTTP_503', 503, 1_000)],
  [
    '429 with an hour to wait: a minute at most',
    says(429, '', { 'retry-after': '3600' }),
    unreachable('HTTP_429', 429, 60_000),
  ],
  ['429 with a time in the past', says(429, '', { 'retry-after': '-5' }), unreachable('HTTP_429', 429)],
  ['429 with nonsense', says(429, '', { 'retry-after': 'soon' }), unreachable('HTTP_429', 429)],
  ['nobody there', new HttpFailure('ECONNREFUSED', 'no'), unreachable('ECONNREFUSED', null)],
  ['no answer in time', new HttpFailure('TIMEOUT', 'maybe'), unreachable('TIMEOUT', null)],
])('an agent that says %s', async (_what, said, answer) => {
  expect((await ask(said)).answer).toEqual(answer);
});

test.each([
  ['Wed, 21 Oct 2026 07:28:20 GMT', 20_000],
  ['Thu, 21 Oct 2027 07:28:00 GMT', 60_000],
  ['Wed, 21 Oct 2026 07:27:00 GMT', 1_000],
  ['Wednesday, 21-Oct-26 07:28:20 GMT', 20_000],
  ['Wed, 99 Oct 2026 07:28:20 GMT', null],
])('a 429 that says to wait until %s', (until, retryAfterMs) => {
  const now = Date.parse('2026-10-21T07:28:00Z');
  expect(readAnswer(says(429, '', { 'retry-after': until }), now)).toMatchObject({ retryAfterMs });
});

test('an agent is asked by POST at its own address, with the turn as JSON', async () => {
  const { request } = await ask(says(200));
  expect(request).toMatchObject({ method: 'POST', url: URL, headers: { 'content-type': 'application/json' } });
  expect(JSON.parse(request.body!)).toEqual(PAYLOAD);
});

describe('the signature', () => {
  test('verifies with Standard Webhooks, and only with the agent’s secret and the whole body', async () => {
    const { headers, body } = (await ask(says(200))).request;
    expect(new Webhook(SECRET).verify(body!, headers)).toEqual(PAYLOAD);
    const another = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;
    expect(() => new Webhook(another).verify(body!, headers)).toThrow();
    expect(() => new Webhook(SECRET).verify(body!.replace('open', 'closed'), headers)).toThrow();
    expect(() => new Webhook(SECRET).verify(body!, { ...headers, 'webhook-id': 'turn_1_2' })).toThrow();
  });

  test('is there with each secret while one replaces another', async () => {
    const former = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    const { headers, body } = (await ask(says(200), [SECRET, former])).request;
    expect(headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/);
    for (const secret of [SECRET, former]) expect(new Webhook(secret).verify(body!, headers)).toEqual(PAYLOAD);
    const another = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;
    expect(() => new Webhook(another).verify(body!, headers)).toThrow();
  });

  test('names the turn, and the time of this very try', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { headers } = (await ask(says(200))).request;
    expect(headers['webhook-id']).toBe(PAYLOAD.turnId);
    const timestamp = Number(headers['webhook-timestamp']);
    expect(timestamp).toBeGreaterThanOrEqual(before);
    expect(timestamp).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));
  });

  test('is what the standard’s own example says', () => {
    const signed = new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw').sign(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1_614_265_330_000),
      '{"test": 2432232314}',
    );
    expect(signed).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('never holds the secret', async () => {
    const { request } = await ask(says(200));
    expect(JSON.stringify(request)).not.toContain(SECRET.slice('whsec_'.length));
  });
});

test('what is wrong on our side is not taken for the agent’s fault', async () => {
  await expect(ask(new TypeError('a mistake of ours'))).rejects.toThrow('a mistake of ours');
});
