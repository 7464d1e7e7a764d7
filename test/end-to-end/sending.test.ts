import { eventually } from '../support/eventually';
import { DEMO, type Parley, phoneShows, startParley } from '../support/parley';

const TEXT = { leadId: DEMO.leadId, message: 'Hi Jane, following up on your inquiry.' };

describe('sending a text', () => {
  let parley: Parley;
  beforeAll(async () => {
    // Long enough for a second try and what a busy machine adds to its three seconds.
    parley = await startParley({ env: { SEND_WAIT_MS: '15000' } });
  });
  afterAll(() => parley?.stop());
  beforeEach(async () => {
    parley.carrier.clearFaults();
  });

  /** The message as the API shows it now. */
  const message = async (messageId: string) => {
    const { interactionId } = await parley.conversation();
    const { body } = await parley.call('GET', `/api/v1/interactions/${interactionId}/messages?limit=500`);
    return body.data.messages.find((each: { messageId: string }) => each.messageId === messageId);
  };

  test('needs only a lead and a text: 200 sent, on the phone, source api, delivered by the callback', async () => {
    const answer = await parley.send(TEXT);
    expect(answer).toMatchObject({ status: 200, body: { success: true, data: { status: 'sent' } } });
    const { messageId, interactionId } = answer.body.data;
    expect(messageId).toMatch(/^msg_/);
    expect(parley.phone()).toContain(TEXT.message);
    const conversation = await parley.conversation();
    expect(conversation).toMatchObject({
      interactionId,
      type: 'sms',
      status: 'in_progress',
      phone: DEMO.leadPhone,
      telephony: { provider: 'twilio', messageId, phoneNumber: DEMO.ourNumber },
      sms: { agentMode: false, direction: 'outbound' },
      transcript: [{ role: 'agent', source: 'api', message: TEXT.message }],
    });
    await eventually(async () => expect((await message(messageId)).state).toBe('delivered'));
  });

  test('Prefer: respond-async does not wait: 202 queued, and the text goes out', async () => {
    const answer = await parley.send({ ...TEXT, message: 'No hurry' }, { Prefer: 'respond-async' });
    expect(answer).toMatchObject({ status: 202, body: { data: { status: 'queued' } } });
    expect(answer.headers.get('preference-applied')).toBe('respond-async');
    await eventually(() => expect(parley.phone()).toContain('No hurry'));
  });

  test('the same Idempotency-Key ten times at once puts one text on the phone, and replays the first answer', async () => {
    const body = { ...TEXT, message: 'Only once' };
    const key = { 'Idempotency-Key': '"once-and-only-once"' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => parley.send(body, key)));
    const sent = answers.filter((answer) => answer.status === 200);
    expect(sent.length).toBeGreaterThanOrEqual(1);
    for (const answer of answers.filter((each) => each.status !== 200)) {
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'IDEMPOTENCY_KEY_IN_PROGRESS' } } });
    }
    const replay = await parley.send(body, { 'Idempotency-Key': 'once-and-only-once' });
    expect(replay).toMatchObject({ status: 200, body: sent[0]!.body });
    const other = await parley.send({ ...body, message: 'Something else' }, key);
    expect(other).toMatchObject({ status: 422, body: { error: { code: 'IDEMPOTENCY_KEY_REUSED' } } });
    expect(parley.phone().filter((text) => text === 'Only once')).toHaveLength(1);
    expect(parley.phone()).not.toContain('Something else');
  });

  test('texts to one lead leave in the order in which they were sent', async () => {
    parley.carrier.setFault({ kind: 'status', httpStatus: 429, times: 1 });
    const texts = ['first of three', 'second of three', 'third of three'];
    for (const text of texts) await parley.send({ ...TEXT, message: text }, { Prefer: 'respond-async' });
    await eventually(() => expect(parley.phone().filter((text) => text.endsWith('of three'))).toEqual(texts), {
      limitMs: 20_000,
    });
  });

  test('behind a text that the provider may have taken, or refused, later ones leave in order, and a person looks', async () => {
    const phone = '+12025550144'; // Omar, whom no other test texts
    const texts = ['one of four', 'two of four', 'three of four', 'four of four'];
    parley.carrier.setFault({ kind: 'drop-after-accept', to: phone });
    const send = (message: string) =>
      parley.send({ leadId: 'lead_demo_omar', message }, { Prefer: 'respond-async' }).then(({ body }) => body.data);
    const [first] = [await send(texts[0]!), await send(texts[1]!)];
    await phoneShows(parley, 2, phone);
    parley.carrier.setFault({ kind: 'status', httpStatus: 400, code: 30007, to: phone });
    for (const text of texts.slice(2)) await send(text);
    // The third never comes, which is not hidden; the fourth does not come before the others.
    expect(await phoneShows(parley, 3, phone)).toEqual([texts[0], texts[1], texts[3]]);
    const path = `/api/v1/interactions/${first.interactionId}`;
    await eventually(async () => {
      const { body } = await parley.call('GET', `${path}/messages`);
      const shown = body.data.messages.map(({ message: text, state }: Record<string, string>) => [text, state]);
      expect(shown).toEqual(texts.map((text, n) => [text, n === 2 ? 'failed' : 'delivered']));
    });
    expect((await parley.call('GET', path)).body.data).toMatchObject({ attention: { reason: 'send_failed' } });
  });

  describe('when the provider misbehaves', () => {
    test('a 429 is tried again until the text is taken', async () => {
      parley.carrier.setFault({ kind: 'status', httpStatus: 429, times: 2 });
      const answer = await parley.send({ ...TEXT, message: 'Through the jam' });
      expect(answer).toMatchObject({ status: 200, body: { data: { status: 'sent' } } });
      expect(parley.phone().filter((text) => text === 'Through the jam')).toHaveLength(1);
    });

    test('a refusal with a code is 422 with that code, and the message stays in the transcript as failed', async () => {
      parley.carrier.setFault({ kind: 'status', httpStatus: 400, code: 21614 });
      const answer = await parley.send({ ...TEXT, message: 'Not wanted' });
      expect(answer).toMatchObject({
        status: 422,
        body: { success: false, error: { code: 'DELIVERY_REFUSED', details: { providerCode: '21614' } } },
      });
      const { messageId } = answer.body.error.details;
      expect(await message(messageId)).toMatchObject({ state: 'failed', errorCode: '21614' });
      expect(await parley.transcript()).toContain('agent/api: Not wanted');
      expect(parley.phone()).not.toContain('Not wanted');
    });

    test('a text that was taken while the connection dropped is settled by its report: one text, never two', async () => {
      parley.carrier.setFault({ kind: 'drop-after-accept' });
      const answer = await parley.send({ ...TEXT, message: 'Dropped, with a report' });
      expect(answer).toMatchObject({ status: 200, body: { data: { status: 'sent' } } });
      await eventually(async () => expect((await message(answer.body.data.messageId)).state).toBe('delivered'));
      expect(parley.phone().filter((text) => text === 'Dropped, with a report')).toHaveLength(1);
    });

    test('without any report it is settled by the provider’s own list', async () => {
      parley.carrier.setFault({ kind: 'no-reports' });
      parley.carrier.setFault({ kind: 'drop-after-accept' });
      const answer = await parley.send({ ...TEXT, message: 'Dropped, without a report' }, { Prefer: 'respond-async' });
      const { messageId } = answer.body.data;
      await eventually(async () => expect((await message(messageId)).state).toBe('delivered'), { limitMs: 15_000 });
      expect((await message(messageId)).providerMessageId).toMatch(/^SM/);
      expect(parley.phone().filter((text) => text === 'Dropped, without a report')).toHaveLength(1);
    });

    test('a text of which there is no evidence is unconfirmed, and sent again when a person says so', async () => {
      parley.carrier.setFault({ kind: 'drop-before-accept' });
      const answer = await parley.send({ ...TEXT, message: 'Lost on the way' }, { Prefer: 'respond-async' });
      const { messageId } = answer.body.data;
      await eventually(async () => expect((await message(messageId)).state).toBe('unconfirmed'), { limitMs: 20_000 });
      expect(parley.phone()).not.toContain('Lost on the way');
      expect(await parley.conversation()).toMatchObject({ attention: { reason: 'send_unconfirmed' } });

      const person = await parley.signIn('operator');
      const decide = (decision: string) => person('POST', `/api/v1/messages/${messageId}/decision`, { decision });
      const clicks = await Promise.all([decide('send_again'), decide('send_again')]);
      expect(clicks.map(({ status }) => status)).toEqual([200, 200]); // a double click sends once
      await eventually(async () => expect((await message(messageId)).state).toBe('delivered'));
      expect(parley.phone().filter((text) => text === 'Lost on the way')).toHaveLength(1);
      expect((await parley.conversation()).attention).toBeNull();
      expect(await decide('arrived')).toMatchObject({
        status: 409,
        body: { error: { code: 'NOTHING_TO_DECIDE', details: { state: 'delivered' } } },
      });
    });

    test('reports that come twice, backwards, or before the answer leave a text delivered', async () => {
      for (const kind of ['reports-twice', 'reports-backwards', 'report-first'] as const) {
        parley.carrier.setFault({ kind });
        const { body } = await parley.send({ ...TEXT, message: kind });
        await eventually(async () => expect((await message(body.data.messageId)).state).toBe('delivered'));
        expect(parley.phone().filter((text) => text === kind)).toHaveLength(1);
      }
    });

    test('an undelivered text keeps the carrier’s code', async () => {
      parley.carrier.setFault({ kind: 'fail-delivery', code: 30005 });
      const { body } = await parley.send({ ...TEXT, message: 'To a dead phone' });
      await eventually(async () => {
        expect(await message(body.data.messageId)).toMatchObject({ state: 'undelivered', errorCode: '30005' });
      });
    });
  });
});

describe('sending while no worker runs', () => {
  test('is answered 202 queued, and the text goes out when the worker is back', async () => {
    const parley = await startParley({ env: { SEND_WAIT_MS: '500' } });
    try {
      await parley.worker.stop();
      const answer = await parley.send(TEXT);
      expect(answer).toMatchObject({ status: 202, body: { data: { status: 'queued' } } });
      expect(parley.phone()).toEqual([]);
      await parley.worker.start();
      expect(await phoneShows(parley, 1)).toEqual([TEXT.message]);
    } finally {
      await parley.stop();
    }
  });
});
