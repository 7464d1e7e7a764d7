import { eventually } from '../support/eventually';
import { DEMO, type Parley, startParley } from '../support/parley';

const RATE = 10;
const LEADS = Array.from({ length: 8 }, (_, index) => ({ leadId: `lead_${index}`, phone: `+1202555${1000 + index}` }));
const TEXTS_EACH = 5;

describe('a number that sends ten segments a second', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ segmentsPerSecond: RATE });
    for (const { leadId, phone } of LEADS) {
      await parley.pool.query('insert into leads (lead_id, tenant_id, phone) select $1, tenant_id, $2 from tenants', [
        leadId,
        phone,
      ]);
    }
  });
  afterAll(() => parley?.stop());

  /** When the provider took each text, in milliseconds after the first. */
  const takenAt = () => {
    const times = parley.carrier
      .log()
      .flatMap((entry) => (entry.type === 'create' && entry.messageSid ? [Date.parse(entry.at)] : []));
    return times.map((at) => at - times[0]!);
  };

  test('takes many texts at once, and they leave one after another, each once and in order, over a restart too', async () => {
    for (let number = 1; number <= TEXTS_EACH; number++) {
      const answers = await Promise.all(
        LEADS.map(({ leadId }) =>
          parley.send({ leadId, from: DEMO.ourNumber, message: `text ${number}` }, { Prefer: 'respond-async' }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(LEADS.map(() => 202));
    }
    await eventually(() => expect(takenAt().length).toBeGreaterThanOrEqual(8), { limitMs: 30_000 });
    // Not killed: a text that is just being handed over then might be in doubt, and rightly not sent again.
    await parley.worker.stop();
    await parley.worker.start();
    const all = LEADS.length * TEXTS_EACH;
    await eventually(() => expect(takenAt()).toHaveLength(all), { limitMs: 60_000 });
    for (const { phone } of LEADS) {
      expect(parley.phone(phone)).toEqual(Array.from({ length: TEXTS_EACH }, (_, index) => `text ${index + 1}`));
    }
    // A timer may fire a second late, so that two or more leave together; over the whole time the rate holds.
    const taken = takenAt();
    expect(taken.at(-1)).toBeGreaterThanOrEqual(((all - 1) / RATE) * 1_000 - 1_200);
    const { rows } = await parley.pool.query(
      'select max(attempt) as attempts, count(*)::int as count from send_attempts',
    );
    expect(rows).toEqual([{ attempts: 1, count: all }]);
  }, 120_000);

  test('a caller whose text has to wait for longer than it would is answered queued at once', async () => {
    const { ourNumber } = DEMO;
    const path = `/api/v1/phone-numbers/${encodeURIComponent(ourNumber)}`;
    const changed = await parley.call('PATCH', path, { segmentsPerSecond: 0.1 });
    expect(changed).toMatchObject({ status: 200, body: { data: { segmentsPerSecond: 0.1 } } });
    const [first, second] = LEADS.map(({ leadId }) => ({ leadId, from: ourNumber, message: 'Another' }));
    expect((await parley.send(first!)).status).toBe(200);
    const before = Date.now();
    const answer = await parley.send(second!);
    expect(answer).toMatchObject({ status: 202, body: { data: { status: 'queued' } } });
    expect(Date.now() - before).toBeLessThan(4_000); // of the 5 s that a send waits
    expect((await parley.call('GET', path)).body.data.segmentsWaiting).toBeGreaterThanOrEqual(1);
    const { interactionId } = answer.body.data;
    const timeline = await parley.call('GET', `/api/v1/interactions/${interactionId}/timeline?before=2147483647`);
    expect(timeline.body.data.events.at(-1)).toMatchObject({ type: 'delivery-paced' });
  });
});
