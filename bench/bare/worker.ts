import { bundleWorkflowCode, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createLog } from '../../src/log';
import { stopOnSignal } from '../../src/process';
import { notify } from '../commands';
import { BARE_TASK_QUEUE, type BareActivities, type BareExchange } from './messages';

/** The bare engine's worker: a process of its own with the options of `worker/main.ts`, so that both sides have the same. */
export interface BareWorkerSettings {
  temporalAddress: string;
  maxCachedWorkflows: number;
}

const activities: BareActivities = {
  async ask({ dueAt }) {
    return Date.now() - dueAt;
  },
  async deliver(exchange) {
    notify({ ...exchange, deliveredAt: Date.now() } satisfies BareExchange);
  },
};

async function main(): Promise<void> {
  const settings = JSON.parse(process.argv[2] ?? '') as BareWorkerSettings;
  Runtime.install({ shutdownSignals: [], logger: { log() {}, trace() {}, debug() {}, info() {}, warn, error: warn } });
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('./workflow'),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn, error: warn },
  });
  const connection = await NativeConnection.connect({ address: settings.temporalAddress });
  const worker = await Worker.create({
    connection,
    taskQueue: BARE_TASK_QUEUE,
    workflowBundle,
    activities,
    maxCachedWorkflows: settings.maxCachedWorkflows,
    stickyQueueScheduleToStartTimeout: 5_000,
    shutdownGraceTime: 15_000,
  });
  const running = worker.run();
  stopOnSignal(createLog('bare-worker', 'warn'), async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running;
    await connection.close();
  });
  process.send?.({ type: 'ready' });
  await running;
}

function warn(message: string): void {
  console.warn(message);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
