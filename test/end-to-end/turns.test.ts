import { workflowIdOf } from '../../src/temporal';
import type { ApiCall } from '../support/api-client';
import { eventually } from '../support/eventually';
import { DEMO, type Parley, phoneShows, startParley } from '../support/parley';
import { connectTemporal } from '../support/temporal-client';

/** What holds an agent back, through the whole stack. Each test has a lead of its own. */
describe('an agent', () => {
  let parley: Parley;
  let temporal: Awaited<ReturnType<typeof connectTemporal>>;
  let operator: ApiCall;
  let admin: ApiCall;
  beforeAll(async () => {
    parley = await startParley({ env: { AGENT_RETRY_FOR: '60s' } });
    temporal = await connectTemporal(parley);
    operator = await parley.signIn('operator');
    admin = await parley.signIn('admin');
  });
  afterAll(async () => {
    await temporal?.close();
    await parley?.stop();
  });
  beforeEach(() => {
    parley.agent.requests.splice(0);
    parley.agent.answer(({ payload }) => ({ body: { reply: `You said: ${payload.message.combinedText}` } }));
  });

  const set = async (what: { pauseAfterPersonMinutes?: number; answersPerHour?: number }) => {
    const { status } = await admin('PATCH', `/api/v1/sms-agents/${DEMO.agentId}`, what);
    expect(status).toBe(200);
  };
  const asked = () => parley.agent.requests.map(({ payload }) => payload.message.combinedText);

  let leads = 0;
  /** Somebody whom nobody knows, and the conversation that their first text begins. */
  async function stranger(first: string) {
    const phone = `+1202555${8100 + leads++}`;
    expect(await parley.text(first, { from: phone })).toBe(200);
    const { rows } = await parley.pool.query(
      'select lead_id, interaction_id from interactions where lead_number = $1',
      [phone],
    );
    const { lead_id: leadId, interaction_id: interactionId } = rows[0];
    const path = `/api/v1/interactions/${interactionId}`;
    const workflow = temporal.client.workflow.getHandle(workflowIdOf(interactionId));
    return {
      ...{ phone, leadId, path },
      says: async (text: string) => expect(await parley.text(text, { from: phone })).toBe(200),
      head: async () => (await operator('GET', `${path}/head`)).body.data,
      events: async () => (await operator('GET', `${path}/timeline?limit=500`)).body.data.events,
      /** What operators read in the Temporal UI. */
      details: async () =>
        (await workflow.query<{ currentDetails: string }, []>('__temporal_workflow_metadata')).currentDetails,
    };
  }

  test('that is down is asked again with what came meanwhile, and the lead gets one answer when it is back', async () => {
    parley.agent.answer(() => ({ status: 503, headers: { 'retry-after': '2' } }));
    const lead = await stranger('Are you open?');
    await eventually(async () => expect((await lead.head()).turn).toMatchObject({ state: 'retrying' }));
    await lead.says('On Sunday, I mean');
    await lead.says('Or Monday');
    await eventually(() => expect(asked().at(-1)).toBe('Are you open?\nOn Sunday, I mean\nOr Monday'));
    parley.agent.answer(({ payload }) => ({ body: { reply: `You said: ${payload.message.combinedText}` } }));
    expect(await phoneShows(parley, 1, lead.phone)).toEqual(['You said: Are you open?\nOn Sunday, I mean\nOr Monday']);
    expect(new Set(parley.agent.requests.map(({ webhookId }) => webhookId)).size).toBe(1);
    await eventually(async () => expect(await lead.head()).toMatchObject({ turn: null, attention: null }));
  });

  test('rests after a person’s text, says so, and is asked about what waited when a person wants it', async () => {
    await set({ pauseAfterPersonMinutes: 60 });
    const lead = await stranger('Who treats me?');
    await phoneShows(parley, 1, lead.phone);
    const { status } = await operator('POST', '/api/v1/sms/send', {
      leadId: lead.leadId,
      message: 'Doctor Lind does.',
    });
    expect(status).toBe(200);
    const { agentRestsUntil } = await lead.head();
    expect(Date.parse(agentRestsUntil) - Date.now()).toBeGreaterThan(59 * 60_000);

    await lead.says('Is she nice?');
    await lead.says('And quick?');
    const told = { type: 'inbound-message', data: { agentMode: true, restsUntil: Date.parse(agentRestsUntil) } };
    await eventually(async () => {
      const inbound = (await lead.events()).filter(({ type }: { type: string }) => type === 'inbound-message');
      expect(inbound.slice(-2)).toMatchObject([told, told]);
    });
    await eventually(async () => {
      const details = await lead.details();
      expect(details).toContain(`| The agent rests | until ${agentRestsUntil.slice(0, 19)}Z, because a person wrote |`);
      expect(details).toContain('the agent is not asked: it rests until');
    });
    expect((await lead.head()).turn).toBeNull();

    expect(await operator('POST', `${lead.path}/ask-agent`)).toMatchObject({
      status: 200,
      body: { data: { texts: 2 } },
    });
    expect((await phoneShows(parley, 3, lead.phone)).at(-1)).toBe('You said: Is she nice?\nAnd quick?');
    expect(await lead.head()).toMatchObject({ agentRestsUntil: null });
    expect(asked()).toEqual(['Who treats me?', 'Is she nice?\nAnd quick?']); // never about what it rested from alone
    await set({ pauseAfterPersonMinutes: 0 });
  });

  test('that may answer once an hour answers once, and a person decides about more', async () => {
    await set({ answersPerHour: 2 });
    const lead = await stranger('Ping');
    await phoneShows(parley, 1, lead.phone);
    // It takes the next turn to answer later, and by then it may not.
    parley.agent.answer(() => ({ status: 202, body: {} }));
    await lead.says('Ping again');
    await eventually(async () => expect((await lead.head()).turn).toMatchObject({ state: 'waiting' }));
    await set({ answersPerHour: 1 });
    const { turnId } = parley.agent.requests.at(-1)!.payload;
    const reply = { leadId: lead.leadId, message: 'Pong again', source: 'sms_agent', turnId };
    expect(await parley.send(reply)).toMatchObject({
      status: 429,
      body: { error: { code: 'ANSWER_LIMIT_REACHED', details: { answersPerHour: 1, turnId } } },
    });
    const limited = { status: 'follow_up', turn: null, attention: { reason: 'answer_limit' } };
    expect(await lead.head()).toMatchObject(limited);
    await eventually(async () => expect(await lead.details()).toContain('| **Needs a person** | answer limit |'));

    // Another text: it is not even asked, and nothing goes out.
    const before = asked().length;
    await lead.says('Ping, ping');
    await eventually(async () => {
      const events = await lead.events();
      expect(events.filter(({ type }: { type: string }) => type === 'answer-limit-reached')).toHaveLength(2);
    });
    expect(await lead.head()).toMatchObject(limited);
    expect(asked()).toHaveLength(before);
    expect(parley.phone(lead.phone)).toHaveLength(1);

    // A program that would have it asked is told to wait; a person need not.
    parley.agent.answer(({ payload }) => ({ body: { reply: `You said: ${payload.message.combinedText}` } }));
    expect(await parley.call('POST', `${lead.path}/ask-agent`)).toMatchObject({
      status: 429,
      body: { error: { code: 'ANSWER_LIMIT_REACHED' } },
    });
    expect(await operator('POST', `${lead.path}/ask-agent`)).toMatchObject({ status: 200 });
    expect(await phoneShows(parley, 2, lead.phone)).toEqual(['You said: Ping', 'You said: Ping again\nPing, ping']);
    await eventually(async () => expect((await lead.head()).attention).toBeNull());
    await set({ answersPerHour: 30 });
  });
});
