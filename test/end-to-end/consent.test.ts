import { eventually } from '../support/eventually';
import { DEMO, type Parley, phoneShows, startParley } from '../support/parley';

const UNSUBSCRIBED = expect.stringMatching(/successfully been unsubscribed/);

describe('consent', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ windowMs: 2_000 });
  });
  afterEach(() => parley?.startOver());
  afterAll(() => parley?.stop());

  const refused = { status: 403, body: { error: { code: 'CONTACT_OPTED_OUT', details: { rule: 'opted_out' } } } };
  const offer = () => parley.send({ leadId: DEMO.leadId, message: 'One more offer' });

  test('STOP in the window: the carrier confirms, nobody is asked, nothing is sent; START, and the next text is answered', async () => {
    await parley.text('Are you open?');
    expect(await parley.text('Stop.')).toBe(200);
    expect(await offer()).toMatchObject(refused);
    // "Stop." is the carrier's word only without the full stop; this is, and the carrier answers it.
    await parley.text('STOP');
    expect(await phoneShows(parley, 1)).toEqual([UNSUBSCRIBED]);
    await parley.text('START');
    await parley.text('When are you open?');
    expect((await phoneShows(parley, 3))[2]).toBe('You said: When are you open?');
    expect(parley.agent.requests).toHaveLength(1);
    expect(await parley.conversation()).toMatchObject({ status: 'in_progress', consent: 'ok' });
  });

  test('STOP while the agent answers: its reply is kept and not sent', async () => {
    let answer: (value: { body: unknown }) => void = () => {};
    parley.agent.answer(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await parley.text('Think about it');
    await eventually(() => expect(parley.agent.requests).toHaveLength(1));
    await parley.text('UNSUBSCRIBE');
    answer({ body: { reply: 'Too late' } });
    await eventually(async () => {
      const { rows } = await parley.pool.query(`select state from messages where source = 'sms_agent'`);
      expect(rows).toEqual([{ state: 'withheld' }]);
    });
    expect(await phoneShows(parley, 1)).toEqual([UNSUBSCRIBED]);
  });

  test('STOP while a text is on its way to the provider: the webhook is answered after the provider took it', async () => {
    parley.carrier.setFault({ kind: 'delay', ms: 1_500 });
    parley.carrier.setFault({ kind: 'no-reports' });
    const sending = offer();
    await eventually(() => expect(parley.phone()).toEqual(['One more offer']));
    await parley.text('STOP');
    const { rows } = await parley.pool.query(`select state from messages where source = 'api'`);
    expect(rows).toEqual([{ state: 'sent' }]);
    expect(await sending).toMatchObject({ status: 200 });
  });

  test('where Parley answers: one confirmation leaves, and what was queued before it does not', async () => {
    await parley.pool.query(`update tenants set confirmations = 'parley', opt_out_text = 'Done. Bye.'`);
    const { env, carrier, apiUrl } = parley;
    const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } = env;
    carrier.setAccount({ accountSid, authToken, inboundUrl: `${apiUrl}/webhooks/twilio/sms`, optOutHandling: false });
    parley.carrier.setFault({ kind: 'status', httpStatus: 429, times: 3 });
    const sent = await parley.send({ leadId: DEMO.leadId, message: 'Hello' }, { Prefer: 'respond-async' });
    expect(sent).toMatchObject({ status: 202 });
    await eventually(() => expect(parley.carrier.log().length).toBeGreaterThan(1));
    await parley.text('stop');
    parley.carrier.clearFaults();
    expect(await phoneShows(parley, 1)).toEqual(['Done. Bye.']);
    expect(await parley.transcript()).toEqual(['user/inbound: stop', 'agent/system: Done. Bye.']);
  });

  test('the carrier alone knows of an opt-out: 21610 stops us too', async () => {
    await parley.text('STOP');
    await parley.call('POST', `/api/v1/leads/${DEMO.leadId}/consent`, {
      kind: 'opted_in',
      reason: 'A mistake of ours',
    });
    expect(await offer()).toMatchObject({ status: 422, body: { error: { details: { providerCode: '21610' } } } });
    expect(await offer()).toMatchObject(refused);
    const { body } = await parley.call('GET', `/api/v1/leads/${DEMO.leadId}/consent`);
    expect(body.data).toMatchObject({ state: 'opted_out', events: [{ origin: 'provider', word: '21610' }, {}, {}] });
  });

  test('a text that sounds like it: nobody is asked until a person says go on, then once about all of it', async () => {
    await parley.text('please stop texting me');
    await parley.text('only on Sundays I mean');
    const { interactionId } = await parley.conversation();
    const { rows } = await parley.pool.query('select attention from interactions');
    expect(rows).toEqual([{ attention: 'near_opt_out' }]);
    const path = `/api/v1/interactions/${interactionId}/near-opt-out`;
    expect(await parley.call('POST', path, { decision: 'go_on' })).toMatchObject({ status: 200 });
    expect(await phoneShows(parley, 1)).toEqual(['You said: please stop texting me\nonly on Sundays I mean']);
    expect(parley.agent.requests).toHaveLength(1);
  });
});
