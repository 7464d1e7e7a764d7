import { eventually } from '../support/eventually';
import { DEMO, type Parley, phoneShows, startParley } from '../support/parley';

describe('a lead texts and gets an answer', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley();
  });
  afterEach(() => parley?.startOver());
  afterAll(() => parley?.stop());

  test('two texts within the window make one signed webhook, one reply, and a transcript in order', async () => {
    expect(await parley.text('Hey, I have a question')).toBe(200);
    expect(await parley.text('Actually two questions')).toBe(200);
    const secondTextAt = Date.now();
    const texts = await phoneShows(parley, 1);

    expect(parley.agent.refused).toBe(0);
    expect(parley.agent.requests).toHaveLength(1);
    const { payload, at, webhookId } = parley.agent.requests[0]!;
    expect(payload.message).toEqual({
      combinedText: 'Hey, I have a question\nActually two questions',
      messageCount: 2,
      senderPhone: DEMO.leadPhone,
      inboundPhone: DEMO.ourNumber,
    });
    expect(webhookId).toBe(payload.turnId);
    const lastText = payload.interaction.transcript.at(-1)!;
    expect(at - Date.parse(lastText.timestamp)).toBeGreaterThanOrEqual(1_000);
    expect(Date.parse(lastText.timestamp)).toBeLessThanOrEqual(secondTextAt);
    expect(texts).toEqual(['You said: Hey, I have a question\nActually two questions']);
    expect(await parley.transcript()).toEqual([
      'user/inbound: Hey, I have a question',
      'user/inbound: Actually two questions',
      'agent/sms_agent: You said: Hey, I have a question\nActually two questions',
    ]);
  });

  test('an agent may take the turn and reply through the API, and the reply counts once', async () => {
    parley.agent.answer(() => ({ status: 202 }));
    await parley.text('When are you open?');
    await eventually(() => expect(parley.agent.requests).toHaveLength(1));
    const { lead, interaction, turnId } = parley.agent.requests[0]!.payload;
    const reply = { leadId: lead.leadId, message: 'From nine to six.', source: 'sms_agent', turnId };

    const first = await parley.send({ ...reply, interactionId: interaction.interactionId });
    expect(first).toMatchObject({ status: 200, body: { success: true, data: { status: 'sent' } } });
    const second = await parley.send(reply);
    expect(second).toMatchObject({
      status: 409,
      body: { error: { code: 'TURN_ALREADY_ANSWERED', details: { messageId: first.body.data.messageId } } },
    });
    expect(parley.phone()).toEqual(['From nine to six.']);
    expect(await parley.transcript()).toEqual([
      'user/inbound: When are you open?',
      'agent/sms_agent: From nine to six.',
    ]);
  });

  test('a reply that names neither turn nor conversation answers the one conversation that waits', async () => {
    parley.agent.answer(() => ({ status: 202 }));
    await parley.text('Hello?');
    await eventually(() => expect(parley.agent.requests).toHaveLength(1));
    const sent = await parley.send({ leadId: DEMO.leadId, message: 'Hi!', source: 'sms_agent' });
    expect(sent.body.data.interactionId).toBe((await parley.conversation()).interactionId);
    const late = { leadId: DEMO.leadId, message: 'Hi again', source: 'sms_agent' };
    expect(await parley.send({ ...late, turnId: parley.agent.requests[0]!.payload.turnId })).toMatchObject({
      status: 409,
    });
  });

  test('a lead who writes again while the agent thinks makes the reply stale, and everything is asked again', async () => {
    let answerFirst: (value: { body: unknown }) => void = () => {};
    parley.agent.answer(({ payload }) =>
      payload.message.messageCount === 1
        ? new Promise((resolve) => {
            answerFirst = resolve;
          })
        : { body: { reply: 'Answer to both' } },
    );
    await parley.text('First');
    await eventually(() => expect(parley.agent.requests).toHaveLength(1));
    await parley.text('Second');
    const stale = { leadId: DEMO.leadId, message: 'Answer to the first', source: 'sms_agent' };
    const { turnId } = parley.agent.requests[0]!.payload;
    const refusal = await parley.send({ ...stale, turnId });
    answerFirst({ body: { reply: 'Answer to the first' } });

    expect(await phoneShows(parley, 1)).toEqual(['Answer to both']);
    expect(refusal).toMatchObject({ status: 409, body: { error: { code: 'STALE_TURN' } } });
    expect(refusal.body.error.details.turnId).toBe(parley.agent.requests[1]!.payload.turnId);
    expect(parley.agent.requests[1]!.payload.message.combinedText).toBe('First\nSecond');
    expect((await parley.transcript()).at(-1)).toBe('agent/sms_agent: Answer to both');
  });

  test('an agent that is down gets the turn when it is back, with what the lead wrote meanwhile, and answers once', async () => {
    parley.agent.answer(() => ({ status: 500 }));
    await parley.text('Anybody there?');
    await eventually(() => expect(parley.agent.requests.length).toBeGreaterThanOrEqual(2));
    // Between two attempts: while one is under way, what the lead adds opens a new turn.
    await eventually(async () => {
      const { rows } = await parley.pool.query('select state from turns');
      expect(rows).toEqual([{ state: 'retrying' }]);
    });
    await parley.text('Hello??');
    parley.agent.answer(({ payload }) => ({ body: { reply: `back: ${payload.message.messageCount} texts` } }));
    expect(await phoneShows(parley, 1)).toEqual(['back: 2 texts']);
    expect(new Set(parley.agent.requests.map((request) => request.webhookId)).size).toBe(1);
  });

  test('an agent that is gone fails the turn, and the conversation is to be followed up', async () => {
    parley.agent.answer(() => ({ status: 410 }));
    await parley.text('Anybody there?');
    await eventually(async () => expect((await parley.conversation()).status).toBe('follow_up'), { limitMs: 20_000 });
    expect(parley.agent.requests).toHaveLength(1);
    expect(parley.phone()).toEqual([]);
  });

  test('the first text of an unknown phone makes a placeholder lead, and is answered', async () => {
    const stranger = '+12025550199';
    await parley.text('Is this the dentist?', { from: stranger });
    expect(await phoneShows(parley, 1, stranger)).toEqual(['You said: Is this the dentist?']);
    const { payload } = parley.agent.requests[0]!;
    expect(payload.lead).toMatchObject({ firstName: '', phone: stranger });
    expect(payload.campaign.campaignId).toBe(DEMO.campaignId);
  });
});

describe('the default batch window', () => {
  test('is seven seconds from the last text, and never ends early', async () => {
    const parley = await startParley({ windowMs: 7_000 });
    try {
      await parley.text('One');
      await parley.text('Two');
      await phoneShows(parley, 1);
      const { payload, at } = parley.agent.requests[0]!;
      expect(payload.message.messageCount).toBe(2);
      expect(at - Date.parse(payload.interaction.transcript.at(-1)!.timestamp)).toBeGreaterThanOrEqual(7_000);
    } finally {
      await parley.stop();
    }
  });
});
