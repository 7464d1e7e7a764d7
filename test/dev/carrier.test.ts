import { eventually } from '../support/eventually';
import { formOf } from '../support/http-recorder';
import { twilioClientAt } from '../support/twilio-client';
import { ACCOUNT_SID, callSimulator, isSigned, LEAD, OURS, type Setup, setUp } from './carrier-setup';

const OTHER_LEAD = '+13105550199';

describe('the carrier simulator, used by the real Twilio SDK', () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp();
  });
  afterEach(() => setup.stop());

  it('takes a message and answers it as Twilio does', async () => {
    const message = await setup.send({ body: `It costs 10 €. ${'x'.repeat(150)}` });
    expect(message).toMatchObject({
      status: 'queued',
      direction: 'outbound-api',
      numSegments: '2',
      errorCode: null,
      dateSent: null,
      accountSid: ACCOUNT_SID,
    });
    expect(message.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(Math.abs(message.dateCreated.getTime() - Date.now())).toBeLessThan(5_000);
  });

  it('lists what came to a number, also where nobody took its webhook, by when it came', async () => {
    await setup.product.stop();
    const OTHER = '+18335645668';
    for (const to of [OURS, OTHER, OURS]) {
      expect((await setup.carrier.text({ from: LEAD, to, body: `to ${to}` })).webhookStatus).toBeNull();
    }
    const list = (more: object) => setup.client.messages.list({ to: OURS, ...more });
    const [minuteAgo, inAMinute] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
    const listed = await list({ dateSentAfter: minuteAgo, dateSentBefore: inAMinute, pageSize: 1 });
    expect(listed.map(({ direction, to }) => [direction, to])).toEqual(Array(2).fill(['inbound', OURS]));
    expect(await list({ dateSentAfter: inAMinute })).toEqual([]);
    expect(await list({ dateSentBefore: minuteAgo })).toEqual([]);
  });

  it('reports sent and then delivered, signed, to the callback that the message named', async () => {
    const message = await setup.send();
    await eventually(() => expect(setup.reported()).toEqual(['sent', 'delivered']));
    const [sent] = setup.product.requests;
    expect(formOf(sent!)).toEqual({
      MessageSid: message.sid,
      SmsSid: message.sid,
      MessageStatus: 'sent',
      SmsStatus: 'sent',
      To: LEAD,
      From: OURS,
      AccountSid: ACCOUNT_SID,
      ApiVersion: '2010-04-01',
    });
    expect(sent!.url).toContain('?message=msg_1');
    expect(setup.product.requests.map((request) => isSigned(request))).toEqual([true, true]);
    expect(isSigned(sent!, 'another token')).toBe(false);
    expect(await setup.client.messages(message.sid).fetch()).toMatchObject({
      status: 'delivered',
      dateSent: expect.any(Date),
    });
  });

  it('reports again when the callback is down for a moment', async () => {
    setup.product.answerNext({ status: 503 }, 'drop');
    await setup.send();
    await eventually(() => expect(setup.reported()).toEqual(['sent', 'sent', 'sent', 'delivered']));
    const reports = setup.carrier.log().filter((entry) => entry.type === 'report');
    expect(reports.map(({ status, attempt, httpStatus }) => [status, attempt, httpStatus])).toEqual([
      ['sent', 1, 503],
      ['sent', 2, null],
      ['sent', 3, 200],
      ['delivered', 1, 200],
    ]);
  });

  it.each([
    ['no text', { body: '' }, 21602],
    ['a text over 1,600 characters', { body: 'x'.repeat(1_601) }, 21617],
    ['a recipient that is no number', { to: '+1' }, 21211],
    ['a sender of somebody else', { from: '+15550000000' }, 21606],
  ])('refuses %s with the code of Twilio', async (_what, fields, code) => {
    const own = await setUp({ numbers: [OURS] });
    try {
      await expect(own.send(fields)).rejects.toMatchObject({ status: 400, code });
      expect(own.carrier.messages()).toEqual([]);
      expect(own.carrier.log()).toMatchObject([{ type: 'create', outcome: 'refused', httpStatus: 400, code }]);
    } finally {
      await own.stop();
    }
  });

  it('refuses a wrong token, and does not know what was never sent', async () => {
    const stranger = twilioClientAt(setup.carrier.url, ACCOUNT_SID, 'wrong');
    await expect(stranger.messages.create({ to: LEAD, from: OURS, body: 'Hi' })).rejects.toMatchObject({
      status: 401,
      code: 20003,
    });
    const unknown = setup.client.messages(`SM${'0'.repeat(32)}`);
    await expect(unknown.fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it('lists the messages of a pair of numbers, newest first, over several pages', async () => {
    const before = new Date();
    for (const body of ['one', 'two', 'three']) await setup.send({ body });
    await setup.send({ to: OTHER_LEAD, body: 'to somebody else' });
    await setup.carrier.text({ from: LEAD, to: OURS, body: 'from the lead' });

    const sent = await setup.client.messages.list({ to: LEAD, from: OURS, dateSentAfter: before, pageSize: 2 });
    expect(sent.map((message) => message.body)).toEqual(['three', 'two', 'one']);
    const received = await setup.client.messages.list({ from: LEAD });
    expect(received).toMatchObject([{ body: 'from the lead', direction: 'inbound', status: 'received' }]);
    expect(await setup.client.messages.list({ limit: 2 })).toHaveLength(2);
    const tomorrow = new Date(Date.now() + 86_400_000);
    expect(await setup.client.messages.list({ dateSentAfter: tomorrow })).toEqual([]);
    expect(await setup.client.messages.list({ dateSentBefore: tomorrow })).toHaveLength(5);
  });

  it('keeps later pages where they were when new messages arrive meanwhile', async () => {
    for (const body of ['one', 'two', 'three']) await setup.send({ body });
    const first = await setup.client.messages.page({ pageSize: 2 });
    await setup.send({ body: 'four' });
    const second = await first.nextPage();
    expect(second?.instances.map((message) => message.body)).toEqual(['one']);
    expect(second?.nextPageUrl).toBeUndefined();
  });

  it('brings a text from a phone to the inbound webhook, signed', async () => {
    const text = { from: LEAD, to: OURS, body: 'Größe? 👍 a+b & c', optOutType: 'HELP' as const };
    const { status, body } = await callSimulator(setup.carrier, 'POST', '/inbound', text);
    expect({ status, body }).toEqual({
      status: 200,
      body: { messageSid: expect.stringMatching(/^SM/), webhookStatus: 200, attempts: 1 },
    });
    const [request] = setup.product.requests;
    expect(isSigned(request!)).toBe(true);
    expect(request!.headers['i-twilio-idempotency-token']).toEqual(expect.any(String));
    expect(formOf(request!)).toMatchObject({
      MessageSid: body.messageSid,
      SmsMessageSid: body.messageSid,
      From: LEAD,
      To: OURS,
      Body: text.body,
      NumMedia: '0',
      NumSegments: '1',
      FromCountry: 'US',
      OptOutType: 'HELP',
    });
    expect(formOf(request!)).not.toHaveProperty('MessagingServiceSid');
  });

  it('tries an inbound text again only as often as it was asked to', async () => {
    setup.product.answerNext({ status: 500 }, 'drop', { status: 500 });
    const first = await setup.carrier.text({ from: LEAD, to: OURS, body: 'Hello', attempts: 3 });
    expect(first).toMatchObject({ webhookStatus: 500, attempts: 3 });
    const again = await setup.carrier.text({ from: LEAD, to: OURS, body: 'Hello', messageSid: first.messageSid });
    expect(again).toEqual({ messageSid: first.messageSid, webhookStatus: 200, attempts: 1 });
    expect(setup.carrier.messages(LEAD)).toHaveLength(1);
    const tokens = setup.product.requests.map((request) => request.headers['i-twilio-idempotency-token']);
    expect(new Set(tokens).size).toBe(1);
    const other = { from: LEAD, to: OURS, body: 'Something else', messageSid: first.messageSid };
    expect(await callSimulator(setup.carrier, 'POST', '/inbound', other)).toMatchObject({ status: 409 });
  });

  it('says what is wrong with a text it is asked to bring', async () => {
    const { status, body } = await callSimulator(setup.carrier, 'POST', '/inbound', { from: '555', to: OURS });
    expect(status).toBe(400);
    expect(body.error).toContain('from: write a phone number as E.164');
    expect(body.error).toContain('body:');
  });
});

it('says at / what it can be asked', async () => {
  const setup = await setUp();
  const response = await fetch(setup.carrier.url);
  expect(await response.text()).toContain('POST   /simulator/faults');
  await setup.stop();
});
