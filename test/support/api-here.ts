import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppDependencies, createApp } from '../../src/api/app';
import { createLive, type Live } from '../../src/api/live';
import { NotificationListener } from '../../src/api/notification-listener';
import { Signaller } from '../../src/api/signaller';
import { loadConfig } from '../../src/config';
import { Announcer } from '../../src/db/announcer';
import { createPool, type Pool } from '../../src/db/pool';
import { createLog } from '../../src/log';
import { createMetrics } from '../../src/metrics';
import { Providers } from '../../src/providers/registry';
import { workflowInUi } from '../../src/temporal';

/** The api within the test's own process: for what a test must reach into, such as its times or its statements. */
export interface ApiHere {
  apiUrl: string;
  pool: Pool;
  live: Live;
  stop(): Promise<void>;
}

const nothing = async () => {
  throw new Error('nothing is called here');
};

/** @param env as for `startApi` @param times those of the live changes */
export async function startApiHere(
  env: NodeJS.ProcessEnv,
  times: Parameters<typeof createLive>[1] = {},
): Promise<ApiHere> {
  const config = loadConfig(env);
  const log = createLog('api-here', 'silent');
  const pool = createPool(config.DATABASE_URL, config.DATABASE_POOL_MAX, log);
  const announcer = new Announcer(pool);
  const signaller = new Signaller(nothing, pool, announcer, log);
  const listener = new NotificationListener(config.DATABASE_URL, log);
  const live = createLive({ pool, listener, log }, times);
  listener.start();
  const unused = {
    sealSecret: () => Buffer.alloc(0),
    testAgent: nothing,
    checkTemporal: nothing,
    codec: null,
    metrics: createMetrics(),
    apiRateLimit: 0,
    webRoot: null,
  };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const app = createApp({
    ...{ ...unused, pool, signaller, announcer, listener, live, log, publicUrl: apiUrl, sendWaitMs: 0 },
    providers: new Providers(config, nothing, () => ''),
    workflowOf: (interactionId) => workflowInUi(config, interactionId),
  } as AppDependencies);
  server.on('request', app);
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    live.stop();
    server.closeIdleConnections();
    await closed;
    await signaller.stop();
    announcer.stop();
    await Promise.allSettled([listener.stop(), pool.end()]);
  };
  return { apiUrl, pool, live, stop };
}
