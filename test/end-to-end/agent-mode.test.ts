import { eventually } from '../support/eventually';
import { DEMO, type Parley, phoneShows, startParley } from '../support/parley';

describe('Agent Mode and status', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ windowMs: 2_000 });
  });
  afterEach(() => parley?.startOver());
  afterAll(() => parley?.stop());

  const change = async (body: unknown) => {
    const { interactionId } = await parley.conversation();
    return parley.call('PATCH', `/api/v1/interactions/${interactionId}`, body);
  };
  const openTurns = async () => {
    const { rows } = await parley.pool.query(`select state from turns order by number`);
    return rows.map((row) => row.state);
  };

  test('off: the text is recorded and nobody is called', async () => {
    await parley.send({ leadId: DEMO.leadId, message: 'Hello' }); // a conversation that begins with us starts with it off
    await parley.text('Hi, who is this?');
    await eventually(async () => expect(await parley.transcript()).toHaveLength(2));
    expect(await openTurns()).toEqual([]);
    expect((await parley.conversation()).sms).toEqual({ agentMode: false, direction: 'inbound' });
    // Switched on, the next text is answered: proof that the first was not just late.
    expect(await change({ agentMode: true })).toMatchObject({
      status: 200,
      body: { data: { sms: { agentMode: true } } },
    });
    await parley.text('Hello?');
    await phoneShows(parley, 2);
    expect(parley.agent.requests.map((request) => request.payload.message.combinedText)).toEqual(['Hello?']);
  });

  test('switched off during the window: the batch is dropped', async () => {
    await parley.text('Please do not ask the agent');
    await change({ agentMode: false });
    await change({ agentMode: true });
    await parley.text('Now you may');
    expect(await phoneShows(parley, 1)).toEqual(['You said: Now you may']);
    expect(parley.agent.requests).toHaveLength(1);
    expect(await openTurns()).toEqual(['dropped', 'answered']);
  });

  test('switched off while the agent answers: its reply is refused', async () => {
    let answer: (value: { body: unknown }) => void = () => {};
    parley.agent.answer(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await parley.text('Think about it');
    await eventually(() => expect(parley.agent.requests).toHaveLength(1));
    await change({ agentMode: false });
    const { turnId } = parley.agent.requests[0]!.payload;
    const refused = await parley.send({ leadId: DEMO.leadId, message: 'Late', source: 'sms_agent', turnId });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'AGENT_MODE_OFF' } } });
    answer({ body: { reply: 'Late too' } });
    await eventually(async () => {
      const { rows } = await parley.pool.query(`select state from messages where body = 'Late too'`);
      expect(rows).toEqual([{ state: 'withheld' }]);
    });
    expect(parley.phone()).toEqual([]);
    expect(await parley.transcript()).toEqual(['user/inbound: Think about it']);
  });

  test('a status can be set at any time and leaves the lead’s status alone', async () => {
    await parley.send({ leadId: DEMO.leadId, message: 'Hello' });
    for (const status of ['completed', 'qualified', 'disqualified', 'follow_up', 'incomplete', 'dnc', 'in_progress']) {
      expect(await change({ status })).toMatchObject({ status: 200, body: { data: { status } } });
      expect((await parley.conversation()).status).toBe(status);
    }
    const { rows } = await parley.pool.query('select status from leads where lead_id = $1', [DEMO.leadId]);
    expect(rows).toEqual([{ status: 'contacted' }]);
    expect(await change({ status: 'finished' })).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR' } },
    });
  });

  test('a text on a completed conversation puts it in progress again', async () => {
    await parley.send({ leadId: DEMO.leadId, message: 'Hello' });
    await change({ status: 'completed' });
    await parley.text('One more thing');
    expect((await parley.conversation()).status).toBe('in_progress');
  });
});
