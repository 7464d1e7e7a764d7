import { inboundScheduleId } from '../../worker/inbound-schedule';
import { eventually } from '../support/eventually';
import { DEMO, type Parley, startParley } from '../support/parley';
import { connectTemporal } from '../support/temporal-client';

const TEXTS = 500;
const LEADS = Array.from({ length: 10 }, (_, index) => `+1202555${String(index).padStart(4, '0')}`);
const PATIENCE = { limitMs: 60_000, everyMs: 100 };

describe('while everything is down', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ ownPostgres: true, ownTemporal: {} });
  });
  afterAll(() => parley?.stop());

  test('what leads write arrives afterwards, once, in order, some of it by its webhook at the same moment', async () => {
    await Promise.all([parley.worker.kill(), parley.api.kill(), parley.temporal!.kill()]);
    parley.postgres!.kill();
    const written = new Map<string, { body: string; messageSid: string }[]>(LEADS.map((lead) => [lead, []]));
    for (let number = 0; number < TEXTS; number += LEADS.length) {
      // One of each lead at a time: in which order the provider got them is the order in which they were written.
      await Promise.all(
        LEADS.map(async (from, index) => {
          const text = { body: `text ${number + index}`, messageSid: `SM${String(number + index).padStart(32, '0')}` };
          written.get(from)!.push(text);
          expect(await parley.text(text.body, { from, messageSid: text.messageSid })).toBeNull();
        }),
      );
    }

    await parley.postgres!.start();
    await parley.temporal!.start();
    await parley.api.start();
    const redelivered = LEADS.flatMap((from) =>
      written
        .get(from)!
        .filter((_, index) => index % 5 === 2)
        .map((text) => ({ from, ...text })),
    );
    // Newest first, so that those which come by their webhook come in an order of their own.
    const redelivering = Promise.all(
      redelivered.reverse().map(({ body, ...more }) => eventually(async () => (await parley.text(body, more)) === 200)),
    );
    await parley.worker.start();
    await redelivering;

    await eventually(async () => {
      const { rows } = await parley.pool.query(
        `select count(*)::int as count from messages where direction = 'inbound'`,
      );
      expect(rows[0].count).toBe(TEXTS);
    }, PATIENCE);
    await eventually(async () => {
      const { rows } = await parley.pool.query(
        "select count(*)::int as count from inbound_sweeps where read_up_to > now() - interval '1 minute' and not_before is null",
      );
      expect(rows[0].count).toBe(1);
    }, PATIENCE);
    const { body } = await parley.call('GET', '/api/v1/interactions?limit=100');
    expect(body.data.items).toHaveLength(LEADS.length);
    for (const { interactionId, phone } of body.data.items) {
      const conversation = (await parley.call('GET', `/api/v1/interactions/${interactionId}`)).body.data;
      const inbound = conversation.transcript.filter((entry: { role: string }) => entry.role === 'user');
      expect(inbound.map((entry: { message: string }) => entry.message)).toEqual(
        written.get(phone)!.map((text) => text.body),
      );
    }
    // They are young enough for the agent, which answers every lead, and none twice for the same texts.
    await eventually(() => expect(LEADS.filter((lead) => parley.phone(lead).length === 0)).toEqual([]), PATIENCE);
  }, 180_000);

  test('operators see the rounds in the Temporal UI, without a number or a text', async () => {
    const temporal = await connectTemporal(parley);
    const handle = temporal.client.schedule.getHandle(inboundScheduleId(parley.env.TEMPORAL_TASK_QUEUE!));
    const { spec, policies, info } = await handle.describe();
    expect(spec.intervals).toMatchObject([{ every: 300_000 }]);
    expect(policies.overlap).toBe('SKIP');
    const { action } = info.recentActions.at(-1)!;
    const workflow = temporal.client.workflow.getHandle(action.workflow.workflowId);
    expect(await workflow.result()).toMatchObject({ numbers: 1, failed: 0 });
    const history = JSON.stringify(await workflow.fetchHistory());
    for (const secret of [DEMO.ourNumber, ...LEADS, 'text 17']) {
      expect(history).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4));
      expect(history).not.toContain(secret);
    }
    await temporal.close();
  });
});
