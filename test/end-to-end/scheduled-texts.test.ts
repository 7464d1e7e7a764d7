import { DefaultLogger, Runtime } from '@temporalio/worker';
import { eventually } from '../support/eventually';
import { DEMO, type Parley, phoneShows, startParley } from '../support/parley';
import { replayRuns } from '../support/replay';
import { connectTemporal, runsOf } from '../support/temporal-client';
import { newNumber } from '../support/tenant';

const HOUR = 3_600_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
/** A time of day in UTC, so many hours from now. */
const clock = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString().slice(11, 16);

describe('texts that wait for a time', () => {
  let parley: Parley;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    // So that what waits is carried over continue-as-new as well.
    parley = await startParley({ env: { CONTINUE_AS_NEW_AFTER: '20' } });
    await parley.pool.query(`update api_keys set role = 'admin'`);
  });
  afterAll(() => parley?.stop());

  /** A lead of its own, in a zone whose clock shows UTC. */
  async function newLead() {
    const phone = newNumber();
    const fields = { phone, firstName: 'Ada', timezone: 'Africa/Abidjan', campaignId: DEMO.campaignId };
    const { body } = await parley.call('POST', '/api/v1/leads', fields);
    const { leadId } = body.data;
    return { phone, leadId, write: (text: string) => parley.text(text, { from: phone }) };
  }
  const schedule = async (leadId: string, message: string, sendAt: string) => {
    const answer = await parley.send({ leadId, message, sendAt });
    expect(answer).toMatchObject({ status: 202, body: { data: { status: 'scheduled', sendAt } } });
    return answer.body.data as { messageId: string; interactionId: string };
  };
  const messages = async (interactionId: string) =>
    (await parley.call('GET', `/api/v1/interactions/${interactionId}/messages`)).body.data.messages;
  const setQuietHours = (quietHours: { from: string; until: string } | null) =>
    parley.call('PATCH', '/api/v1/tenant', { quietHours });

  test('a text leaves at its time, in the order of leaving, though the worker is killed meanwhile', async () => {
    const { leadId, phone } = await newLead();
    const { interactionId, messageId } = await schedule(leadId, 'The later one', inMs(2_500));
    await parley.worker.kill();
    const sent = await parley.send({ leadId, message: 'The one before' }, { Prefer: 'respond-async' });
    expect(sent).toMatchObject({ body: { data: { interactionId } } });
    await parley.worker.start();
    expect(await phoneShows(parley, 2, phone)).toEqual(['The one before', 'The later one']);
    const { body } = await parley.call('GET', `/api/v1/interactions/${interactionId}`);
    const { transcript, telephony } = body.data;
    expect(transcript.map((entry: { message: string }) => entry.message)).toEqual(['The one before', 'The later one']);
    expect(telephony.messageId).toBe(messageId);
  });

  test('STOP before it: it is withheld right then, and not days later', async () => {
    const { leadId, write, phone } = await newLead();
    const { interactionId, messageId } = await schedule(leadId, 'In a week', inMs(7 * 24 * HOUR));
    await write('STOP');
    await eventually(async () => {
      const [first] = await messages(interactionId);
      expect(first).toMatchObject({ messageId, state: 'withheld', withheldRule: 'opted_out' });
    });
    expect(parley.phone(phone)).toEqual([expect.stringMatching(/unsubscribed/)]); // the carrier's own
  });

  test('changed to be sooner it leaves sooner, with its new words; cancelled, another does not', async () => {
    const { leadId, phone } = await newLead();
    const [moved, cancelled] = [
      await schedule(leadId, 'Tomorrow', inMs(24 * HOUR)),
      await schedule(leadId, 'Never', inMs(3_000)),
    ];
    expect(await parley.call('DELETE', `/api/v1/scheduled-texts/${cancelled.messageId}`)).toMatchObject({
      status: 200,
    });
    const change = { sendAt: inMs(1_000), message: 'Today after all' };
    const path = `/api/v1/scheduled-texts/${moved.messageId}`;
    expect(await parley.call('PATCH', path, change)).toMatchObject({ status: 200, body: { data: change } });
    expect(await phoneShows(parley, 1, phone)).toEqual(['Today after all']);
    expect(await parley.call('PATCH', path, { message: 'Too late' })).toMatchObject({
      status: 409,
      body: { error: { code: 'NO_LONGER_SCHEDULED' } },
    });
    const { body } = await parley.call('GET', `/api/v1/scheduled-texts?leadId=${leadId}`);
    expect(body.data.items).toEqual([]);
    // A text after both shows that the cancelled one's time has come and gone.
    await schedule(leadId, 'The last one', inMs(2_500));
    expect(await phoneShows(parley, 2, phone)).toEqual(['Today after all', 'The last one']);
  });

  test('in quiet hours a text waits for their end, an answer does not; given a time after them, it leaves', async () => {
    const until = clock(3);
    await setQuietHours({ from: clock(-1), until });
    const { leadId, phone, write } = await newLead();
    const held = await parley.send({ leadId, message: 'Our offer' });
    expect(held).toMatchObject({ status: 202, body: { data: { status: 'scheduled' } } });
    const { messageId, interactionId, sendAt } = held.body.data;
    expect(sendAt.slice(11, 16)).toBe(until);
    const shown = await parley.call('GET', `/api/v1/interactions/${interactionId}/quiet-hours`);
    expect(shown.body.data).toMatchObject({
      timezones: ['Africa/Abidjan'],
      quiet: { until: sendAt },
      answersUntil: null,
    });

    await parley.call('PATCH', `/api/v1/interactions/${interactionId}`, { agentMode: true });
    await write('Are you there?');
    expect(await phoneShows(parley, 1, phone)).toEqual(['You said: Are you there?']);
    expect((await messages(interactionId)).map((message: { state: string }) => message.state)).toContain('scheduled');

    await setQuietHours(null);
    await parley.call('PATCH', `/api/v1/scheduled-texts/${messageId}`, { sendAt: inMs(500) });
    expect(await phoneShows(parley, 2, phone)).toEqual(['You said: Are you there?', 'Our offer']);
    const { body } = await parley.call('GET', `/api/v1/interactions/${interactionId}/timeline?limit=100`);
    const types = body.data.events.map((event: { type: string }) => event.type);
    expect(types).toEqual(expect.arrayContaining(['send', 'text-held', 'schedule-changed', 'text-released']));
  });

  test('an agent’s answer that quiet hours hold is stale when the lead writes again', async () => {
    const { leadId, phone, write } = await newLead();
    await write('A question of yesterday');
    await phoneShows(parley, 1, phone);
    const { body } = await parley.call('GET', `/api/v1/interactions/lead/${leadId}`);
    const [{ interactionId }] = body.data;
    await parley.pool.query(`update messages set created_at = now() - interval '1 day' where interaction_id = $1`, [
      interactionId,
    ]);
    await parley.pool.query(`update turns set state = 'waiting' where interaction_id = $1`, [interactionId]);
    await setQuietHours({ from: clock(-1), until: clock(3) });
    const reply = { leadId, interactionId, message: 'The late answer', source: 'sms_agent' };
    const { body: answer } = await parley.send(reply);
    expect(answer.data).toMatchObject({ status: 'scheduled' });
    await write('Never mind');
    await setQuietHours(null);
    await parley.call('PATCH', `/api/v1/scheduled-texts/${answer.data.messageId}`, { sendAt: inMs(200) });
    await eventually(async () => {
      const late = (await messages(interactionId)).find(
        (message: { messageId: string }) => message.messageId === answer.data.messageId,
      );
      expect(late).toMatchObject({ state: 'withheld', withheldRule: 'stale' });
    });
    expect(parley.phone(phone)).not.toContain('The late answer');
  });

  test('what happened replays, over continue-as-new too', async () => {
    const { client, close } = await connectTemporal(parley);
    try {
      const { leadId, phone } = await newLead();
      const { interactionId } = await schedule(leadId, 'Next week', inMs(7 * 24 * HOUR));
      for (let text = 1; text <= 3; text++) await parley.send({ leadId, message: `Text ${text}` });
      await phoneShows(parley, 3, phone);
      const workflowId = `conversation/${interactionId}`;
      await eventually(async () => expect((await runsOf(client, workflowId)).length).toBeGreaterThanOrEqual(2));
      const { body } = await parley.call('GET', `/api/v1/scheduled-texts?interactionId=${interactionId}`);
      await parley.call('PATCH', `/api/v1/scheduled-texts/${body.data.items[0].messageId}`, { sendAt: inMs(500) });
      await phoneShows(parley, 4, phone);
      await replayRuns(client, workflowId);
    } finally {
      await close();
    }
  });
});
