import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from './log';
import type { Metrics, MetricsSource } from './metrics';

/** `GET /metrics` of one process, at a port of its own. */
export interface MetricsServer {
  stop(): Promise<void>;
}

/**
 * Answers Prometheus at `host` and `port`, never at the public port: what it tells is for who runs Parley.
 * @param port undefined: metrics are off, and nothing listens; 0: any that is free, which the log says
 * @param sources looked at before each answer
 */
export async function startMetricsServer(
  { host, port }: { host: string; port: number | undefined },
  { registry }: Metrics,
  sources: MetricsSource[],
  log: Logger,
): Promise<MetricsServer> {
  if (port === undefined) return { stop: async () => {} };
  const server = createServer(async (request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') return void response.writeHead(404).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
    try {
      await Promise.all(sources.map((look) => look()));
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text);
    } catch (error) {
      log.error({ err: error }, 'metrics could not be told');
      response.writeHead(500).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is taken. Set METRICS_PORT to another, one for each process.`) : error);
    });
    server.listen(port, host, resolve);
  });
  log.info({ port: (server.address() as AddressInfo).port }, 'metrics ready');
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
