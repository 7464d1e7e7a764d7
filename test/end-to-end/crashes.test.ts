import { eventually } from '../support/eventually';
import { DEMO, type Parley, phoneShows, startParley } from '../support/parley';

/** A killed worker is missed by its heartbeats and started again, and then looks for evidence: on a busy machine that takes a while. */
const PATIENCE = { limitMs: 40_000 };

/** What every crash must leave behind: one reply on the phone, each text once in the transcript. */
async function expectOneAnswer(parley: Parley, reply: string): Promise<void> {
  await eventually(async () => expect(await parley.transcript()).toHaveLength(2), PATIENCE);
  expect(await phoneShows(parley, 1)).toEqual([reply]);
  await eventually(async () => {
    const { rows } = await parley.pool.query(`select state from messages where direction = 'outbound'`);
    expect(rows).toHaveLength(1);
    expect(['sent', 'delivered']).toContain(rows[0].state);
  }, PATIENCE);
  expect(await parley.transcript()).toEqual(['user/inbound: Are you there?', `agent/sms_agent: ${reply}`]);
}

describe('a process that is killed', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ windowMs: 2_000 });
  });
  beforeEach(async () => {
    parley.agent.answer(() => ({ body: { reply: 'Yes' } }));
  });
  afterEach(() => parley?.startOver());
  afterAll(() => parley?.stop());

  test('the worker during the batch window: one answer afterwards', async () => {
    await parley.text('Are you there?');
    await eventually(async () => {
      const { rows } = await parley.pool.query('select 1 from events where signalled_at is not null');
      expect(rows).toHaveLength(1);
    });
    await parley.worker.kill();
    await parley.worker.start();
    await expectOneAnswer(parley, 'Yes');
    expect(parley.agent.requests).toHaveLength(1);
  });

  test('the worker during the agent’s call: the agent is asked again for the same turn, one reply goes out', async () => {
    let asked = 0;
    parley.agent.answer(() => {
      asked++;
      return asked === 1 ? new Promise(() => {}) : { body: { reply: 'Yes' } };
    });
    await parley.text('Are you there?');
    await eventually(() => expect(asked).toBe(1));
    await parley.worker.kill();
    await parley.worker.start();
    await expectOneAnswer(parley, 'Yes');
    expect(new Set(parley.agent.requests.map((request) => request.webhookId)).size).toBe(1);
  });

  test('the worker after the provider took the reply, before it answered: one text, settled by evidence', async () => {
    parley.carrier.setFault({ kind: 'delay', ms: 3_000 });
    await parley.text('Are you there?');
    await phoneShows(parley, 1); // taken: the answer to the worker is still under way
    await parley.worker.kill();
    await parley.worker.start();
    await expectOneAnswer(parley, 'Yes');
  });

  test('the worker during a delivery of which no report comes: found in the provider’s list, not sent again', async () => {
    parley.carrier.setFault({ kind: 'no-reports' });
    parley.carrier.setFault({ kind: 'delay', ms: 3_000 });
    await parley.text('Are you there?');
    await phoneShows(parley, 1);
    await parley.worker.kill();
    await parley.worker.start();
    await expectOneAnswer(parley, 'Yes');
  });

  test('the api right after a webhook’s commit: the relay tells the workflow', async () => {
    // The commit is there and nobody was told: what an api process leaves that dies between the two.
    await parley.worker.kill();
    await parley.text('Are you there?');
    await parley.api.kill();
    await parley.pool.query('update events set signalled_at = null, next_signal_at = now()');
    await parley.api.start();
    await parley.worker.start();
    await expectOneAnswer(parley, 'Yes');
  });

  test('the api while a caller waits: the text is recorded and goes out', async () => {
    parley.carrier.setFault({ kind: 'status', httpStatus: 429, times: 2 });
    const sending = parley.send({ leadId: DEMO.leadId, message: 'Going out' }).catch(() => 'cut off');
    await eventually(async () => {
      const { rows } = await parley.pool.query('select 1 from messages');
      expect(rows).toHaveLength(1);
    });
    await parley.api.kill();
    expect(await sending).toBe('cut off');
    await parley.api.start();
    expect(await phoneShows(parley, 1)).toEqual(['Going out']);
  });
});
