import twilio from 'twilio';
import { DEMO, type Parley, startParley } from '../support/parley';

const UNKNOWN = '0'.repeat(26);

describe('bad input', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley();
    await parley.send({ leadId: DEMO.leadId, message: 'Hello' });
  });
  afterAll(() => parley?.stop());

  const count = async () => {
    const { rows } = await parley.pool.query(
      'select (select count(*) from messages) + (select count(*) from events where type = $1) + (select count(*) from unrouted_messages) as n',
      ['status-set'],
    );
    return Number(rows[0].n);
  };
  const valid = { leadId: DEMO.leadId, message: 'Hi' };

  const SENDS: { what: string; body: unknown; status: number; code: string; field?: string }[] = [
    { what: 'malformed JSON', body: '{"leadId": "lead_demo_jane", "mess', status: 400, code: 'MALFORMED_JSON' },
    { what: 'an empty body', body: '', status: 400, code: 'VALIDATION_ERROR' },
    { what: 'a list', body: [], status: 400, code: 'VALIDATION_ERROR' },
    { what: 'no lead', body: { message: 'Hi' }, status: 400, code: 'VALIDATION_ERROR', field: 'leadId' },
    {
      what: 'an unknown lead',
      body: { ...valid, leadId: `lead_${UNKNOWN}` },
      status: 404,
      code: 'NOT_FOUND',
      field: 'leadId',
    },
    { what: 'no text', body: { leadId: DEMO.leadId }, status: 400, code: 'VALIDATION_ERROR', field: 'message' },
    { what: 'an empty text', body: { ...valid, message: '' }, status: 400, code: 'VALIDATION_ERROR', field: 'message' },
    {
      what: 'white space alone',
      body: { ...valid, message: ' \n ' },
      status: 400,
      code: 'VALIDATION_ERROR',
      field: 'message',
    },
    {
      what: '1,601 characters',
      body: { ...valid, message: 'x'.repeat(1_601) },
      status: 400,
      code: 'VALIDATION_ERROR',
      field: 'message',
    },
    {
      what: 'a NUL character',
      body: { ...valid, message: 'a\0b' },
      status: 400,
      code: 'VALIDATION_ERROR',
      field: 'message',
    },
    {
      what: 'a NUL in an id',
      body: { ...valid, leadId: 'lead_\0' },
      status: 400,
      code: 'VALIDATION_ERROR',
      field: 'leadId',
    },
    {
      what: 'a text that is a number',
      body: { ...valid, message: 7 },
      status: 400,
      code: 'VALIDATION_ERROR',
      field: 'message',
    },
    {
      what: 'an unknown field',
      body: { ...valid, mesage: 'Hi' },
      status: 400,
      code: 'VALIDATION_ERROR',
      field: 'mesage',
    },
    { what: 'a number that is not ours', body: { ...valid, from: '+12025550999' }, status: 422, code: 'FROM_NOT_OURS' },
    {
      what: 'a number that is none',
      body: { ...valid, to: '555-0143' },
      status: 400,
      code: 'VALIDATION_ERROR',
      field: 'to',
    },
    {
      what: 'an unknown campaign',
      body: { ...valid, campaignId: 'camp_none' },
      status: 404,
      code: 'CAMPAIGN_NOT_FOUND',
    },
    {
      what: 'an unknown conversation',
      body: { ...valid, interactionId: `int_${UNKNOWN}` },
      status: 404,
      code: 'NOT_FOUND',
      field: 'interactionId',
    },
    {
      what: 'a forged source',
      body: { ...valid, source: 'manual' },
      status: 400,
      code: 'VALIDATION_ERROR',
      field: 'source',
    },
    {
      what: 'an unknown turn',
      body: { ...valid, source: 'sms_agent', turnId: 'turn_none' },
      status: 404,
      code: 'TURN_NOT_FOUND',
    },
    { what: 'a body of 1 MB', body: { ...valid, message: 'x'.repeat(1_000_000) }, status: 413, code: 'BODY_TOO_LARGE' },
  ];

  test.each(SENDS)(
    'a send with $what is refused with its code, and nothing is recorded',
    async ({ body, status, code, field }) => {
      const before = await count();
      const answer = await parley.send(body as Record<string, unknown>);
      expect(answer).toMatchObject({ status, body: { success: false, error: { code } } });
      expect(answer.body.error.message).toBeTruthy();
      if (field) expect(answer.body.error.details.map((detail: { field: string }) => detail.field)).toContain(field);
      expect(await count()).toBe(before);
      expect(parley.api.running).toBe(true);
    },
  );

  test('a conversation that contradicts "to" is refused', async () => {
    const { interactionId } = await parley.conversation();
    const answer = await parley.send({ ...valid, interactionId, to: '+12025550144' });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'CONVERSATION_MISMATCH' } } });
  });

  test('an Idempotency-Key of more than 255 characters is refused', async () => {
    const answer = await parley.send(valid, { 'Idempotency-Key': 'k'.repeat(256) });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR' } } });
  });

  test.each([
    ['no key', {}],
    ['a wrong key', { 'X-API-Key': 'pk_wrong' }],
    ['an empty key', { 'X-API-Key': '' }],
  ])('%s is 401 on every path, before the body is looked at', async (_what, headers) => {
    const paths = [
      'POST /sms/send',
      'GET /interactions/x',
      'GET /interactions/lead/x',
      'PATCH /interactions/x',
      'GET /nowhere',
    ];
    for (const each of paths) {
      const [method, path] = each.split(' ');
      const body = method === 'GET' ? undefined : '{ not json';
      const response = await fetch(`${parley.apiUrl}/api/v1${path}`, {
        method,
        headers: headers as Record<string, string>,
        body,
      });
      expect([each, response.status]).toEqual([each, 401]);
      expect(await response.json()).toMatchObject({ success: false, error: { code: 'UNAUTHORIZED' } });
    }
  });

  test('a revoked key is 401 at once', async () => {
    await parley.pool.query('update api_keys set revoked_at = now()');
    const answer = await parley.send(valid);
    await parley.pool.query('update api_keys set revoked_at = null');
    expect(answer.status).toBe(401);
  });

  test.each([
    ['an unknown conversation', 'GET', `/interactions/int_${UNKNOWN}`],
    ['an id that is none', 'GET', '/interactions/42'],
    ['an id with a NUL', 'GET', '/interactions/int_%00'],
    ['a broken escape', 'GET', '/interactions/int_%E0%A4%A'],
    ['its texts', 'GET', `/interactions/int_${UNKNOWN}/messages`],
    ['an unknown lead', 'GET', '/interactions/lead/lead_none'],
    ['a lead id with a NUL', 'GET', '/interactions/lead/lead_%00'],
    ['an address that is none', 'GET', '/nowhere'],
  ])('%s is 404', async (_what, method, path) => {
    expect(await parley.call(method, `/api/v1${path}`)).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND' } },
    });
  });

  test.each([
    ['nothing to change', {}],
    ['an unknown status', { status: 'finished' }],
    ['an Agent Mode that is a text', { agentMode: 'on' }],
    ['an unknown field', { status: 'completed', lead: 1 }],
  ])('a change with %s is refused', async (_what, body) => {
    const { interactionId } = await parley.conversation();
    const answer = await parley.call('PATCH', `/api/v1/interactions/${interactionId}`, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR' } } });
  });

  test.each(['limit=0', 'limit=501', 'after=-1', 'after=x', 'page=2'])(
    'a page of texts with %s is refused',
    async (query) => {
      const { interactionId } = await parley.conversation();
      const answer = await parley.call('GET', `/api/v1/interactions/${interactionId}/messages?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR' } } });
    },
  );

  describe('webhooks', () => {
    const url = () => `${parley.apiUrl}/webhooks/twilio/sms`;
    const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
    const TEXT = { MessageSid: `SM${'1'.repeat(32)}`, From: DEMO.leadPhone, To: DEMO.ourNumber, Body: 'Hi' };
    const post = async (body: string, signature: string, address = url()) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': signature };
      const response = await fetch(address, { method: 'POST', headers, body });
      const text = await response.text();
      return { status: response.status, code: text.startsWith('{') ? JSON.parse(text).error.code : text };
    };
    const signed = (fields: Record<string, string>, address = url()) =>
      twilio.getExpectedTwilioSignature(parley.env.TWILIO_AUTH_TOKEN ?? '', address, fields);

    test.each([
      ['a wrong signature', () => post(form(TEXT), 'bm90IHRoZSBzaWduYXR1cmU='), 403, 'BAD_SIGNATURE'],
      ['no signature', () => post(form(TEXT), ''), 403, 'BAD_SIGNATURE'],
      ['a changed body', () => post(form({ ...TEXT, Body: 'Ho' }), signed(TEXT)), 403, 'BAD_SIGNATURE'],
      ['a signature for another address', () => post(form(TEXT), signed(TEXT, `${url()}?x=1`)), 403, 'BAD_SIGNATURE'],
      [
        'no sender',
        () => post(form({ MessageSid: TEXT.MessageSid }), signed({ MessageSid: TEXT.MessageSid })),
        400,
        'MALFORMED_WEBHOOK',
      ],
      ['a body of 1 MB', () => post('x'.repeat(1_000_000), 'x'), 413, 'BODY_TOO_LARGE'],
      ['an unknown provider', () => post(form(TEXT), 'x', `${parley.apiUrl}/webhooks/nobody/sms`), 404, 'NOT_FOUND'],
    ] as const)('with %s is refused, and nothing is recorded', async (_what, call, status, code) => {
      const before = await count();
      expect(await call()).toEqual({ status, code });
      expect(await count()).toBe(before);
    });

    test('a text with a NUL is kept without it', async () => {
      const fields = { ...TEXT, MessageSid: `SM${'2'.repeat(32)}`, Body: 'be\0fore' };
      expect(await post(form(fields), signed(fields))).toEqual({ status: 200, code: '<Response/>' });
      expect(await parley.transcript()).toContain('user/inbound: before');
    });

    test('a text to a number nobody owns is kept apart and answered 200', async () => {
      const fields = { ...TEXT, MessageSid: `SM${'3'.repeat(32)}`, To: '+12025550777' };
      for (const _delivery of [1, 2]) expect(await post(form(fields), signed(fields))).toMatchObject({ status: 200 });
      const { rows } = await parley.pool.query('select to_number, body from unrouted_messages');
      expect(rows).toEqual([{ to_number: '+12025550777', body: 'Hi' }]);
    });

    test('the same webhook five times at once is one message', async () => {
      const fields = { ...TEXT, MessageSid: `SM${'4'.repeat(32)}`, Body: 'Five times' };
      const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post(form(fields), signed(fields))));
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
      expect((await parley.transcript()).filter((line) => line.endsWith('Five times'))).toHaveLength(1);
    });
  });
});
