import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { ensureTemporalBinary } from '../../src/dev/temporal-binary';
import { type RunningTemporal, startTemporal } from '../../src/dev/temporal-server';
import { eventually } from '../support/eventually';

let folder: string;
let binary: string;
const started: RunningTemporal[] = [];

async function start(options: Partial<Parameters<typeof startTemporal>[0]> = {}): Promise<RunningTemporal> {
  const server = await startTemporal({ binary, port: 0, uiPort: 0, ...options });
  started.push(server);
  return server;
}

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-temporal-'));
  binary = await ensureTemporalBinary();
  // Where the program is neither on PATH nor in the cache, it is built first.
}, 600_000);

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('keeps a workflow execution over a kill', async () => {
  const dbFile = join(folder, 'kept', 'temporal.db');
  const first = await start({ dbFile, headless: true });
  const runId = await withClient(first.address, async (client) => {
    const order = { workflowId: 'kept', taskQueue: 'nobody-polls', args: [] };
    return (await client.workflow.start('anything', order)).firstExecutionRunId;
  });
  first.kill();
  await first.exited;

  const second = await start({ dbFile, headless: true, port: Number(first.address.split(':')[1]) });
  const found = await withClient(second.address, (client) => client.workflow.getHandle('kept').describe());
  expect(found).toMatchObject({ runId, status: { name: 'RUNNING' } });
});

it('serves a UI that knows the codec endpoint and asks nothing of the internet', async () => {
  const server = await start({ codecEndpoint: 'http://localhost:3000/temporal/codec/token' });
  const settings = await eventually(async () => {
    const response = await fetch(`${server.uiUrl}/api/v1/settings`);
    return (await response.json()) as { Codec: { Endpoint: string }; DisableNewsFetch?: boolean };
  });
  expect(settings.Codec.Endpoint).toBe('http://localhost:3000/temporal/codec/token');
});

it('runs two servers side by side', async () => {
  const [one, other] = await Promise.all([start({ headless: true }), start({ headless: true })]);
  expect(one.address).not.toBe(other.address);
});

it('says what the server said when it does not start', async () => {
  const attempt = start({ dbFile: folder, headless: true });
  await expect(attempt).rejects.toThrow(/the Temporal server did not start:\n.*(unable to open|directory)/s);
});
