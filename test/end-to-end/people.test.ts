import type { ApiCall } from '../support/api-client';
import { eventually } from '../support/eventually';
import { DEMO, type Parley, phoneShows, startParley } from '../support/parley';

describe("a person's text", () => {
  let parley: Parley;
  let operator: ApiCall;
  beforeAll(async () => {
    parley = await startParley({ windowMs: 2_000 });
  });
  beforeEach(async () => {
    operator = await parley.signIn('operator');
  });
  afterEach(() => parley?.startOver());
  afterAll(() => parley?.stop());

  const send = (message: string) => operator('POST', '/api/v1/sms/send', { leadId: DEMO.leadId, message });
  const messages = async () => {
    const { interactionId } = await parley.conversation();
    return (await parley.call('GET', `/api/v1/interactions/${interactionId}/messages`)).body.data.messages;
  };
  const turns = async () => {
    const { rows } = await parley.pool.query('select state from turns order by number');
    return rows.map((row) => row.state);
  };

  test('is of source manual, and says who sent it, as a program’s says its key', async () => {
    expect(await send('Hello from Olga')).toMatchObject({ status: 200, body: { data: { status: 'sent' } } });
    await parley.send({ leadId: DEMO.leadId, message: 'Hello from a program' });
    expect(parley.phone()).toEqual(['Hello from Olga', 'Hello from a program']);
    expect(await messages()).toMatchObject([
      { source: 'manual', sentBy: 'user_demo_operator', message: 'Hello from Olga' },
      { source: 'api', sentBy: 'key_demo', message: 'Hello from a program' },
    ]);
  });

  test('answers the turn that the agent is thinking about: its late replies are refused, and the next text is its again', async () => {
    let answer: (value: { body: unknown }) => void = () => {};
    parley.agent.answer(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await parley.text('Can I talk to a person?');
    await eventually(() => expect(parley.agent.requests).toHaveLength(1));
    expect(await send('Olga here, of course.')).toMatchObject({ status: 200 });

    const { turnId } = parley.agent.requests[0]!.payload;
    const late = { leadId: DEMO.leadId, message: 'Late, through the API', source: 'sms_agent', turnId };
    expect(await parley.send(late)).toMatchObject({ status: 409, body: { error: { code: 'ANSWERED_BY_PERSON' } } });
    answer({ body: { reply: 'Late, in the answer' } });
    await eventually(async () => {
      const { rows } = await parley.pool.query(`select state from messages where body = 'Late, in the answer'`);
      expect(rows).toEqual([{ state: 'withheld' }]);
    });
    expect(await turns()).toEqual(['answered_by_person']);

    parley.agent.answer(() => ({ body: { reply: 'At nine.' } }));
    await parley.text('When do you open?');
    expect(await phoneShows(parley, 2)).toEqual(['Olga here, of course.', 'At nine.']);
    expect((await parley.conversation()).sms.agentMode).toBe(true);
    const second = parley.agent.requests[1]!.payload;
    expect(second.message.combinedText).toBe('When do you open?');
    expect(second.interaction.transcript.map(({ source }) => source)).toEqual(['inbound', 'manual', 'inbound']);
    const sent = (await messages()).filter((each: { direction: string }) => each.direction === 'outbound');
    expect(sent.at(-1)).toMatchObject({ source: 'sms_agent', sentBy: null });
  });

  test('within the batch window means that the agent is not asked', async () => {
    await parley.text('Hello?');
    await send('Olga here.');
    await parley.text('Oh, a person. And how are you?');
    await phoneShows(parley, 2);
    expect(parley.agent.requests.map(({ payload }) => payload.message.combinedText)).toEqual([
      'Oh, a person. And how are you?',
    ]);
    expect(await turns()).toEqual(['answered_by_person', 'answered']);
  });
});
