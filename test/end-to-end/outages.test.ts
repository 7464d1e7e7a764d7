import { freePort } from '../../src/dev/ports';
import { workflowIdOf } from '../../src/temporal';
import { searchAttributes } from '../../workflows/messages';
import { eventually } from '../support/eventually';
import { factsAreTold, type Parley, phoneShows, startParley } from '../support/parley';
import { scrape, scrapeUrl } from '../support/scrape';
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
    await factsAreTold(parley);
  });
});

describe('while Postgres is stopped', () => {
  let parley: Parley;
  let sdkMetrics: number;
  beforeAll(async () => {
    sdkMetrics = await freePort();
    const env = { METRICS_PORT: '0', TEMPORAL_METRICS_PORT: String(sdkMetrics) };
    parley = await startParley({ ownPostgres: true, env });
  });
  afterAll(() => parley?.stop());

  test('the worker’s metrics tell of what it did, and its Temporal SDK’s of what that did', async () => {
    await parley.text('Measured');
    expect(await phoneShows(parley, 1)).toEqual(['You said: Measured']);
    await eventually(async () => {
      const { samples } = await scrape(parley.worker);
      expect(samples).toMatchObject({
        'parley_agent_request_duration_seconds_count{outcome="replied"}': 1,
        'parley_delivery_duration_seconds_count{provider="twilio",verdict="accepted"}': 1,
        'parley_recent_turns{state="answered"}': 1,
        parley_unsignalled_facts: 0,
        parley_postgres_up: 1,
      });
    });
    const { samples: api } = await scrape(parley.api);
    expect(api['parley_facts_signalled_total{by="api",outcome="signalled"}']).toBeGreaterThan(0);
    const { text } = await scrapeUrl(`http://127.0.0.1:${sdkMetrics}/metrics`);
    expect(text).toMatch(/^temporal_workflow_task_execution_latency_seconds_count\{/m);
    expect(text).toMatch(/^temporal_request_total\{/m);
    expect(text).not.toMatch(/\b(org|lead|int|msg|turn)_[0-9a-z]{20,}|\+\d{8,}/);
  });

  test('webhooks and sends answer 503, both processes survive, and all goes on when it is back', async () => {
    await parley.text('Before');
    expect(await phoneShows(parley, 2)).toEqual(['You said: Measured', 'You said: Before']);
    parley.postgres!.kill();

    await eventually(async () =>
      expect(await parley.text('Lost to us', { messageSid: `SM${'a'.repeat(32)}` })).toBe(503),
    );
    const send = await parley.send({ leadId: 'lead_demo_omar', message: 'Nothing is recorded' });
    expect(send).toMatchObject({ status: 503, body: { error: { code: 'UNAVAILABLE' } } });
    expect(send.headers.get('retry-after')).toBe('5');
    expect(await parley.call('GET', '/readyz')).toMatchObject({ status: 503, body: { postgres: 'unreachable' } });
    expect(await parley.call('GET', '/healthz')).toMatchObject({ status: 200 });
    for (const program of [parley.api, parley.worker]) {
      const { samples } = await scrape(program);
      expect(samples).toMatchObject({ parley_postgres_up: 0 });
      expect(samples).not.toHaveProperty('parley_unsignalled_facts');
    }

    await parley.postgres!.start();
    expect([parley.api.running, parley.worker.running]).toEqual([true, true]);
    // The provider tries again, as a 503 asks it to.
    expect(await parley.text('Lost to us', { messageSid: `SM${'a'.repeat(32)}` })).toBe(200);
    expect((await phoneShows(parley, 3)).slice(1)).toEqual(['You said: Before', 'You said: Lost to us']);
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
