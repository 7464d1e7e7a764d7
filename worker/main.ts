import { lookup } from 'node:dns/promises';
import { DefaultLogger, type LogLevel, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../activities';
import { HEARTBEAT_EVERY_MS } from '../activities/heartbeat';
import { type Config, loadConfig } from '../src/config';
import { Announcer } from '../src/db/announcer';
import type { FactToSignal } from '../src/db/ingest';
import { createPool } from '../src/db/pool';
import { readStanding } from '../src/db/standing';
import { zonesOfLead } from '../src/lead-zones';
import { createLog, type Logger } from '../src/log';
import { countSignals, createMetrics, poolSource, standingSource } from '../src/metrics';
import { startMetricsServer } from '../src/metrics-server';
import { newId } from '../src/new-id';
import { createAddressRule } from '../src/outbound/address-rule';
import { createHttpCall } from '../src/outbound/http';
import { announceReady, stopOnSignal } from '../src/process';
import { statusCallbackUrl } from '../src/providers/callback-url';
import { Providers } from '../src/providers/registry';
import { createSecretBox } from '../src/secrets';
import { ConversationClient, temporalAddress } from '../src/temporal';
import { WORKFLOW_BUNDLE } from './bundle';
import { keepInboundSchedule } from './inbound-schedule';
import { Relay } from './relay';
import { registerSearchAttributes } from './search-attributes';

/**
 * A worker that was killed keeps its conversations for this long before others take them over. Not shorter: a busy worker
 * that needs longer for a task would lose it, and read the whole history again for it.
 */
const STICKY_TIMEOUT_MS = 5_000;
/** Before the process is ended (src/process.ts): what is still running then is taken over like a killed worker's. */
const SHUTDOWN_FORCE_MS = 22_000;
/**
 * Workflow tasks that a worker has at a time, where the SDK would take 40. JavaScript does one after the other, so the last waits for all
 * the others, and what is not done within the time limit (src/temporal.ts) is given out again and done anew: a worker short of
 * processor time would do nothing else any more. Not fewer, or it idles while answers are on their way to a distant server.
 * Figures: docs/decisions/0030-starved-workers.md.
 */
const WORKFLOW_TASKS_AT_ONCE = 16;
const STARTING_RETRY_MS = 1_000;

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const log = createLog('worker', config.LOG_LEVEL);
  // Signals are handled here, with the relay and the pool; the SDK's own lines go to our log, at our level.
  await installSdk(config, log);

  const metrics = createMetrics();
  const pool = createPool(config.DATABASE_URL, config.DATABASE_POOL_MAX, log);
  const { open: openSecret } = createSecretBox(config.PARLEY_SECRET_KEY, config.PARLEY_SECRET_KEY_PREVIOUS);
  const announcer = new Announcer(pool);
  const callProvider = createHttpCall(config.PROVIDER_TIMEOUT);
  const callAgent = createHttpCall(config.AGENT_TIMEOUT, createAddressRule(config.AGENT_WEBHOOK_ALLOW ?? []));
  const activities = createActivities({
    log,
    metrics,
    pool,
    providers: new Providers(config, callProvider, openSecret),
    callAgent,
    agentRetryForMs: config.AGENT_RETRY_FOR,
    lateAfterMs: config.LATE_AFTER,
    openSecret,
    statusCallbackUrl: (provider, messageId) => statusCallbackUrl(config.PUBLIC_URL, provider, messageId),
    zonesOfLead,
    announce: () => announcer.announce(),
    newMessageId: () => newId('message'),
  });

  const sources = [poolSource(metrics, pool), standingSource(metrics, () => readStanding(pool))];
  const metricsAt = { host: config.HOST, port: config.METRICS_PORT };
  const metricsServer = await startMetricsServer(metricsAt, metrics, sources, log);

  const connection = await connect(config, log);
  const worker = await Worker.create({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    workflowBundle: { codePath: WORKFLOW_BUNDLE },
    activities,
    maxCachedWorkflows: config.WORKER_MAX_CACHED_WORKFLOWS,
    maxConcurrentWorkflowTaskExecutions: WORKFLOW_TASKS_AT_ONCE,
    stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT_MS,
    maxHeartbeatThrottleInterval: HEARTBEAT_EVERY_MS,
    shutdownGraceTime: config.PROVIDER_TIMEOUT,
    shutdownForceTime: SHUTDOWN_FORCE_MS,
  });
  const conversations = ConversationClient.connectLazily(config);
  const signal = countSignals(metrics, 'relay', (fact: FactToSignal) => conversations.signal(fact));
  const relay = new Relay(pool, signal, log);
  relay.start();
  const running = worker.run();
  const stopping = new AbortController();
  const scheduled = keepInboundSchedule(config, log, stopping.signal);

  stopOnSignal(log, async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    stopping.abort();
    await Promise.allSettled([relay.stop(), running, scheduled]);
    announcer.stop();
    await Promise.allSettled([
      metricsServer.stop(),
      conversations.close(),
      connection.close(),
      pool.end(),
      callProvider.close(),
      callAgent.close(),
    ]);
  });
  announceReady();
  log.info({ taskQueue: config.TEMPORAL_TASK_QUEUE }, 'worker ready');
  await running;
}

/** Waits for the Temporal server: a worker that starts first, or while the server restarts, has nothing better to do. */
async function connect(config: Config, log: Logger): Promise<NativeConnection> {
  for (;;) {
    try {
      const connection = await NativeConnection.connect(temporalAddress(config));
      await registerSearchAttributes(config, log);
      return connection;
    } catch (error) {
      log.warn({ err: error, address: config.TEMPORAL_ADDRESS }, 'the Temporal server does not answer, trying again');
      await new Promise((resolve) => setTimeout(resolve, STARTING_RETRY_MS));
    }
  }
}

/** The SDK's own metrics are at a port of its own: it exports them without a detour over JavaScript, which this process is short of. */
async function installSdk({ HOST, TEMPORAL_METRICS_PORT: port }: Config, log: Logger): Promise<void> {
  const options = { shutdownSignals: [], logger: sdkLogger(log) };
  if (port === undefined) return void Runtime.install(options);
  const { address, family } = await lookup(HOST);
  const bindAddress = `${family === 6 ? `[${address}]` : address}:${port}`;
  // Named as Prometheus asks for: with units, in seconds, counters as totals.
  const prometheus = { bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true };
  try {
    Runtime.install({ ...options, telemetryOptions: { metrics: { prometheus } } });
  } catch (error) {
    // The SDK's words name neither the port nor the variable.
    throw new Error(`Is port ${port} taken? Set TEMPORAL_METRICS_PORT to another. ${error}`);
  }
}

/**
 * The SDK's log in ours. Its messages are its own; of what it adds, ids and the kind of error only, as an activity's error
 * could quote a row.
 */
function sdkLogger(log: Logger): DefaultLogger {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;
  return new DefaultLogger('INFO', ({ level, message, meta }) => {
    const { workflowId, activityType, attempt, taskQueue, error } = meta ?? {};
    log[levels[level satisfies LogLevel]]({ workflowId, activityType, attempt, taskQueue, err: error }, message);
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
