import { workflowIdOf } from '../../src/temporal';
import { searchAttributes } from '../../workflows/messages';
import { eventually } from '../support/eventually';
import { type Parley, phoneShows, startParley } from '../support/parley';
import { connectTemporal } from '../support/temporal-client';

describe('while Temporal is stopped', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ ownTemporal: {} });
  });
  afterAll(() => parley?.stop());

  test('webhooks answer 200, and everything is handled when it is back', async () => {
    await parley.temporal!.kill();
    for (const text of ['One', 'Two']) expect(await parley.text(text)).toBe(200);
    const stranger = '+12025550198';
    expect(await parley.text('Three', { from: stranger })).toBe(200);
    expect(await parley.call('GET', '/readyz')).toMatchObject({ status: 200, body: { temporal: 'unreachable' } });
    const answer = await parley.send(
      { leadId: 'lead_demo_omar', message: 'Sent meanwhile' },
      { Prefer: 'respond-async' },
    );
    expect(answer).toMatchObject({ status: 202, body: { data: { status: 'queued' } } });
    expect(parley.phone()).toEqual([]);

    await parley.temporal!.start();
    if (!parley.worker.running) await parley.worker.start(); // as a supervisor would
    expect(await phoneShows(parley, 1)).toEqual(['You said: One\nTwo']);
    expect(await phoneShows(parley, 1, stranger)).toEqual(['You said: Three']);
    expect(await phoneShows(parley, 1, '+12025550144')).toEqual(['Sent meanwhile']);
    await eventually(async () => {
      const { rows } = await parley.pool.query(
        'select 1 from events where after_seq is not null and signalled_at is null',
      );
      expect(rows).toEqual([]);
    });
  });
});

describe('while Postgres is stopped', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ ownPostgres: true });
  });
  afterAll(() => parley?.stop());

  test('webhooks and sends answer 503, both processes survive, and all goes on when it is back', async () => {
    await parley.text('Before');
    expect(await phoneShows(parley, 1)).toEqual(['You said: Before']);
    parley.postgres!.kill();

    await eventually(async () =>
      expect(await parley.text('Lost to us', { messageSid: `SM${'a'.repeat(32)}` })).toBe(503),
    );
    const send = await parley.send({ leadId: 'lead_demo_omar', message: 'Nothing is recorded' });
    expect(send).toMatchObject({ status: 503, body: { error: { code: 'UNAVAILABLE' } } });
    expect(send.headers.get('retry-after')).toBe('5');
    expect(await parley.call('GET', '/readyz')).toMatchObject({ status: 503, body: { postgres: 'unreachable' } });
    expect(await parley.call('GET', '/healthz')).toMatchObject({ status: 200 });

    await parley.postgres!.start();
    expect([parley.api.running, parley.worker.running]).toEqual([true, true]);
    // The provider tries again, as a 503 asks it to.
    expect(await parley.text('Lost to us', { messageSid: `SM${'a'.repeat(32)}` })).toBe(200);
    expect(await phoneShows(parley, 2)).toEqual(['You said: Before', 'You said: Lost to us']);
    expect(parley.phone('+12025550144')).toEqual([]);
  });
});

describe('while the agent is down', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ env: { AGENT_RETRY_FOR: '2s' } });
  });
  afterAll(() => parley?.stop());

  test('its turn fails, a person has it asked again when it is back, and the lead is answered once', async () => {
    parley.agent.answer(() => ({ status: 503 }));
    await parley.text('Are you open on Sunday?');
    const person = await parley.signIn('operator');
    const attention = async () => (await person('GET', '/api/v1/interactions?attention=true')).body.data.items;
    await eventually(async () => expect(await attention()).toMatchObject([{ attention: { reason: 'agent_failed' } }]), {
      limitMs: 30_000,
    });
    const { interactionId } = await parley.conversation();
    const path = `/api/v1/interactions/${interactionId}`;
    // Texts that nobody is asked about join what is unanswered.
    await person('PATCH', path, { agentMode: false });
    await parley.text('Hello?');

    const temporal = await connectTemporal(parley);
    const workflow = temporal.client.workflow.getHandle(workflowIdOf(interactionId));
    const waitingFor = async () => (await workflow.describe()).typedSearchAttributes.get(searchAttributes.waitingFor);
    await eventually(async () => expect(await waitingFor()).toBe('person'));

    parley.agent.answer(({ payload }) => ({ body: { reply: `You said: ${payload.message.combinedText}` } }));
    const clicks = await Promise.all([person('POST', `${path}/ask-agent`), person('POST', `${path}/ask-agent`)]);
    expect(clicks.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await phoneShows(parley, 1)).toEqual(['You said: Are you open on Sunday?\nHello?']);
    await eventually(async () => expect(await attention()).toEqual([]));
    await eventually(async () => expect(await waitingFor()).toBe('nothing'));
    const again = await person('POST', `${path}/ask-agent`);
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'NOTHING_TO_ANSWER' } } });
    // Agent Mode is as the person left it, and nobody is answered twice.
    expect((await parley.conversation()).sms.agentMode).toBe(false);
    expect(parley.phone()).toHaveLength(1);
    await temporal.close();
  });
});
