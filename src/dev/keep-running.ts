/** What `keepRunning` needs to know of a server. */
export interface Server {
  exited: Promise<string>;
  stop(): Promise<void>;
  kill(): void;
}

export interface KeptServer<S extends Server> {
  /** As it was first started. Its address stays the same when it is started again. */
  first: S;
  stop(): Promise<void>;
  kill(): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Starts a server and starts it again, in the same way, whenever it ends: on its data and its port, so that those who use
 * it only have to connect again. Fails when the first start fails; later failures are told and tried again.
 */
export async function keepRunning<S extends Server>(
  start: () => Promise<S>,
  tell: (line: string) => void,
): Promise<KeptServer<S>> {
  const first = await start();
  let current: S | undefined = first;
  const ending = new AbortController();

  const keeping = (async () => {
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      if (current) {
        const how = await current.exited;
        current = undefined;
        if (ending.signal.aborted) return;
        tell(`${how}; starting it again`);
        pauseMs = FIRST_PAUSE_MS;
      } else {
        await pause(pauseMs, ending.signal);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
      if (ending.signal.aborted) return;
      try {
        current = await start();
        if (ending.signal.aborted) await current.stop();
      } catch (error) {
        tell(error instanceof Error ? error.message : String(error));
      }
    }
  })();

  return {
    first,
    stop: async () => {
      ending.abort();
      await current?.stop();
      await keeping;
    },
    kill: () => {
      ending.abort();
      current?.kill();
    },
  };
}

/** Ends early, without an error, when `signal` says so. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
