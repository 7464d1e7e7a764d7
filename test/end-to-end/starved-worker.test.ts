import { freePort } from '../../src/dev/ports';
import { workflowIdOf } from '../../src/temporal';
import { eventually } from '../support/eventually';
import { DEMO, factsAreTold, type Parley, startParley } from '../support/parley';
import { STANDSTILL_PROBE } from '../support/program-under-test';
import { scrapeUrl } from '../support/scrape';
import { mustStayPrivate } from '../support/suite-output';
import { connectTemporal } from '../support/temporal-client';

/** More than the SDK would take at a time by itself, which is 40. */
const LEADS = 50;
const AT_ONCE = 16;
const phones = Array.from({ length: LEADS }, (_, index) => `+1202558${String(index).padStart(4, '0')}`);

describe('a worker that gets no processor', () => {
  let parley: Parley;
  let sdkMetrics: number;
  beforeAll(async () => {
    sdkMetrics = await freePort();
    parley = await startParley({ env: { TEMPORAL_METRICS_PORT: String(sdkMetrics), ...STANDSTILL_PROBE } });
  });
  afterAll(() => parley?.stop());

  test('takes few workflow tasks, and leaves the others to workers that can do them', async () => {
    await parley.worker.standStill();
    const texts = phones.map((from) => ({ from, to: DEMO.ourNumber, body: `Hello from ${from}` }));
    mustStayPrivate(...texts.map(({ body }) => body));
    await Promise.all(texts.map((text) => parley.carrier.text(text)));
    await factsAreTold(parley);
    // The SDK's threads go on, and fetch tasks for as long as there is room for one.
    await eventually(async () => {
      const { free, used } = await slots();
      expect(used).toBeGreaterThan(0);
      expect(free + used).toBe(AT_ONCE);
    });
    expect(await handedOut()).toBeLessThanOrEqual(AT_ONCE);
  });

  /** Room for workflow tasks, as the SDK tells it: what an idle poll holds counts as free. */
  async function slots(): Promise<{ free: number; used: number }> {
    const { samples } = await scrapeUrl(`http://127.0.0.1:${sdkMetrics}/metrics`);
    const [free = 0, used = 0] = ['available', 'used'].map((kind) => {
      const ofTasks = ([name]: [string, number]) =>
        name.startsWith(`temporal_worker_task_slots_${kind}{`) && name.includes('worker_type="WorkflowWorker"');
      return Object.entries(samples).find(ofTasks)?.[1];
    });
    return { free, used };
  }

  /** Of how many conversations a worker ever got a workflow task; one that it did not do in time counts too. */
  async function handedOut(): Promise<number> {
    const { rows } = await parley.pool.query<{ interaction_id: string }>('select interaction_id from interactions');
    expect(rows).toHaveLength(LEADS);
    const { client, close } = await connectTemporal(parley);
    try {
      const handles = rows.map(({ interaction_id: id }) => client.workflow.getHandle(workflowIdOf(id)));
      const histories = await Promise.all(handles.map((handle) => handle.fetchHistory()));
      return histories.filter(({ events }) => events?.some((event) => event.workflowTaskStartedEventAttributes)).length;
    } finally {
      await close();
    }
  }
});
