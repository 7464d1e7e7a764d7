import { eventually } from '../support/eventually';
import { DEMO, type Parley, phoneShows, startParley } from '../support/parley';

describe('Do Not Contact', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ windowMs: 2_000 });
  });
  beforeEach(async () => {
    await parley.pool.query(`update api_keys set role = 'admin'`);
  });
  afterEach(() => parley?.startOver());
  afterAll(() => parley?.stop());

  const path = `/api/v1/leads/${DEMO.leadId}/do-not-contact/sms`;
  const set = () => parley.call('PUT', path, { reason: 'Asked on the phone' });
  const lift = () => parley.call('POST', `${path}/lift`, { reason: 'Called back' });

  test('set during the window: nobody is asked, nothing is sent; lifted, the next text is answered', async () => {
    await parley.text('Stop bothering me');
    expect(await set()).toMatchObject({ status: 200 });
    await parley.text('Do you hear?');
    expect(await parley.send({ leadId: DEMO.leadId, message: 'One more offer' })).toMatchObject({
      status: 403,
      body: { error: { code: 'CONTACT_OPTED_OUT' } },
    });
    expect(await lift()).toMatchObject({ status: 200 });
    await parley.text('Fine, when are you open?');
    expect(await phoneShows(parley, 1)).toEqual(['You said: Fine, when are you open?']);
    expect(parley.agent.requests).toHaveLength(1);
    const said = parley.agent.requests[0]!.payload.interaction.transcript.map(({ message }) => message);
    expect(said).toEqual(['Stop bothering me', 'Do you hear?', 'Fine, when are you open?']);
  });

  test('set while the agent answers: its reply is kept and not sent', async () => {
    let answer: (value: { body: unknown }) => void = () => {};
    parley.agent.answer(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await parley.text('Think about it');
    await eventually(() => expect(parley.agent.requests).toHaveLength(1));
    await set();
    answer({ body: { reply: 'Too late' } });
    await eventually(async () => {
      const { rows } = await parley.pool.query(`select state from messages where source = 'sms_agent'`);
      expect(rows).toEqual([{ state: 'withheld' }]);
    });
    // A text that is sent shows that the conversation goes on, and that the reply is not merely late.
    await lift();
    expect(await parley.send({ leadId: DEMO.leadId, message: 'A person here' })).toMatchObject({ status: 200 });
    expect(await phoneShows(parley, 1)).toEqual(['A person here']);
  });

  test('set while a text waits for a provider that takes nothing: it is withheld, and its sender is told why', async () => {
    parley.carrier.setFault({ kind: 'status', httpStatus: 429, times: 20 });
    const sent = await parley.send({ leadId: DEMO.leadId, message: 'Hello' }, { Prefer: 'respond-async' });
    expect(sent).toMatchObject({ status: 202 });
    const { interactionId, messageId } = sent.body.data;
    await eventually(() => expect(parley.carrier.log().length).toBeGreaterThan(1));
    await set();
    parley.carrier.clearFaults();
    await eventually(async () => {
      const { body } = await parley.call('GET', `/api/v1/interactions/${interactionId}/messages`);
      expect(body.data.messages).toMatchObject([{ messageId, state: 'withheld', withheldRule: 'do_not_contact' }]);
    });
    expect(parley.phone()).toEqual([]);
  });
});
