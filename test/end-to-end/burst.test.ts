import { eventually } from '../support/eventually';
import { DEMO, type Parley, startParley } from '../support/parley';
import { mustStayPrivate } from '../support/suite-output';

/** A burst of `npm run bench -- --only h` in small; that one has 5,000, and says how fast. */
const LEADS = 120;
const TEXTS_EACH = 2;
const phones = Array.from({ length: LEADS }, (_, index) => `+1202557${String(index).padStart(4, '0')}`);

describe('a burst of webhooks while Temporal is down', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ ownTemporal: {} });
  });
  afterAll(() => parley?.stop());

  test('is answered 200 throughout, and every text is handled once when Temporal is back', async () => {
    await parley.temporal!.kill();
    const texts = phones.flatMap((from) =>
      Array.from({ length: TEXTS_EACH }, (_, n) => ({ from, body: `Text ${n} of ${from}` })),
    );
    mustStayPrivate(...texts.map(({ body }) => body));
    const answers = await Promise.all(
      texts.map(async (text) => (await parley.carrier.text({ ...text, to: DEMO.ourNumber })).webhookStatus),
    );
    expect(answers.filter((status) => status !== 200)).toEqual([]);

    await parley.temporal!.start();
    if (!parley.worker.running) await parley.worker.start(); // as a supervisor would
    const shown = () => phones.map((phone) => parley.phone(phone).length);
    await eventually(() => expect(shown().filter((count) => count === 0)).toEqual([]), { limitMs: 60_000 });

    // Nothing is left that could still send something.
    await eventually(async () => {
      const { rows } = await parley.pool.query(`
        select (select count(*) from events where after_seq is not null and signalled_at is null) as unsignalled,
               (select count(*) from turns where state not in ('answered')) as unanswered,
               (select count(*) from messages where state in ('queued', 'sending')) as unsent`);
      expect(rows).toEqual([{ unsignalled: 0, unanswered: 0, unsent: 0 }]);
    });
    expect(shown()).toEqual(phones.map(() => 1));
    const asked = parley.agent.requests.flatMap(({ payload }) => payload.message.combinedText.split('\n'));
    expect(asked.sort()).toEqual(texts.map(({ body }) => body).sort());
    const { rows } = await parley.pool.query(`select direction, count(*) from messages group by 1 order by 1`);
    expect(rows).toEqual([
      { direction: 'inbound', count: texts.length },
      { direction: 'outbound', count: LEADS },
    ]);
  }, 120_000);
});
