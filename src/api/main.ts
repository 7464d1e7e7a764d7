import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '../config';
import { Announcer } from '../db/announcer';
import type { FactToSignal } from '../db/ingest';
import { createPool } from '../db/pool';
import { readStanding } from '../db/standing';
import { createLog } from '../log';
import { countSignals, createMetrics, poolSource, standingSource } from '../metrics';
import { startMetricsServer } from '../metrics-server';
import { createAddressRule } from '../outbound/address-rule';
import { testAgent } from '../outbound/agent-test';
import { createHttpCall } from '../outbound/http';
import { announceReady, stopOnSignal } from '../process';
import { Providers } from '../providers/registry';
import { createSecretBox, type SecretBox } from '../secrets';
import { ConversationClient, workflowInUi } from '../temporal';
import { createApp } from './app';
import { createLive } from './live';
import { NotificationListener } from './notification-listener';
import { WEB_ROOT } from './routes/web';
import { Signaller } from './signaller';

const CLOSE_EVERY_MS = 100;

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const log = createLog('api', config.LOG_LEVEL);
  const metrics = createMetrics();
  const pool = createPool(config.DATABASE_URL, config.DATABASE_POOL_MAX, log);
  const secretBox = createSecretBox(config.PARLEY_SECRET_KEY, config.PARLEY_SECRET_KEY_PREVIOUS);
  const conversations = ConversationClient.connectLazily(config);
  const announcer = new Announcer(pool);
  const signal = countSignals(metrics, 'api', (fact: FactToSignal) => conversations.signal(fact));
  const signaller = new Signaller(signal, pool, announcer, log);
  // For what an admin asks about an account, nothing else: texts are handed over by the worker.
  const callProvider = createHttpCall(config.PROVIDER_TIMEOUT);
  const listener = new NotificationListener(config.DATABASE_URL, log);
  const live = createLive({ pool, listener, log });
  listener.start();
  const callAgent = createHttpCall(config.AGENT_TIMEOUT, createAddressRule(config.AGENT_WEBHOOK_ALLOW ?? []));

  const token = config.TEMPORAL_CODEC_TOKEN;
  const app = createApp({
    pool,
    providers: new Providers(config, callProvider, secretBox.open),
    signaller,
    listener,
    announcer,
    live,
    log,
    metrics,
    publicUrl: config.PUBLIC_URL,
    sendWaitMs: config.SEND_WAIT_MS,
    apiRateLimit: config.API_RATE_LIMIT,
    sealSecret: secretBox.seal,
    codec: token === undefined ? null : { token, uiOrigin: new URL(config.TEMPORAL_UI_URL).origin },
    testAgent: ({ url, secrets, payload }) =>
      testAgent(callAgent, { url, secrets: opened(secrets, secretBox), payload }, config.PUBLIC_URL),
    checkTemporal: () => conversations.check(),
    workflowOf: (interactionId) => workflowInUi(config, interactionId),
    webRoot: WEB_ROOT,
  });
  const sources = [poolSource(metrics, pool), standingSource(metrics, () => readStanding(pool))];
  const ofStreams = () => metrics.liveStreams.set(live.feed.streamCount);
  const metricsAt = { host: config.HOST, port: config.METRICS_PORT };
  const metricsServer = await startMetricsServer(metricsAt, metrics, [...sources, ofStreams], log);
  const server = createServer(app);
  server.keepAliveTimeout = 65_000; // longer than the balancers in front of it keep theirs
  await listen(server, config.PORT, config.HOST);

  stopOnSignal(log, async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    live.stop(); // streams do not end by themselves
    // A connection that was busy just now becomes idle, and would otherwise stay for its keep-alive time.
    const closing = setInterval(() => server.closeIdleConnections(), CLOSE_EVERY_MS);
    await closed;
    clearInterval(closing);
    await signaller.stop();
    announcer.stop();
    await Promise.allSettled([
      metricsServer.stop(),
      listener.stop(),
      conversations.close(),
      pool.end(),
      callProvider.close(),
      callAgent.close(),
    ]);
  });
  const { port } = server.address() as AddressInfo;
  announceReady(`http://localhost:${port}`);
  log.info({ port }, 'api ready');
}

/** Those of an agent's secrets that can be opened. */
function opened(secrets: Buffer[], secretBox: SecretBox): string[] {
  return secrets.flatMap((sealed) => {
    try {
      return [secretBox.open(sealed)];
    } catch {
      return [];
    }
  });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is taken. Stop what uses it, or set PORT to another.`) : error);
    });
    server.listen(port, host, resolve);
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
