import type { Logger } from 'pino';

/** What a child process tells its supervisor once it can serve: addresses it chose itself, such as a free port. */
export interface ReadyMessage {
  type: 'ready';
  url?: string;
}

/** Tells the parent process, where there is one that listens (npm start, tests), that this process can serve. */
export function announceReady(url?: string): void {
  process.send?.({ type: 'ready', url } satisfies ReadyMessage);
}

/** How long a process may take to finish its work before it is ended all the same. Kubernetes gives 30 s by default. */
const SHUTDOWN_LIMIT_MS = 25_000;

/**
 * Runs `stop` once on SIGINT or SIGTERM, or when the supervising parent has gone, then exits: 0 when `stop` succeeded,
 * 1 when it threw or took longer than 25 s. A child that outlives its parent would hold its ports, so `disconnect` counts.
 */
export function stopOnSignal(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  // `on`, not `once`: under npm a Ctrl-C arrives twice, and the second would otherwise end the process at once.
  process.on('SIGINT', () => begin('SIGINT'));
  process.on('SIGTERM', () => begin('SIGTERM'));
  process.once('disconnect', () => begin('parent gone'));
}
