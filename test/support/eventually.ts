import { setTimeout as sleep } from 'node:timers/promises';

interface Limits {
  limitMs?: number;
  everyMs?: number;
}

/**
 * Tries again until `fn` neither throws nor answers something falsy, and returns its answer. A function without an answer
 * (`expect` calls alone) only has to not throw. At the limit it throws what the last try said.
 */
export async function eventually<T>(fn: () => T | Promise<T>, limits: Limits = {}): Promise<T> {
  const { limitMs = 10_000, everyMs = 25 } = limits;
  const end = Date.now() + limitMs;
  for (;;) {
    let reason: unknown;
    try {
      const answer = await fn();
      if (answer === undefined || answer) return answer;
      reason = new Error(`not so within ${limitMs} ms: the last answer was ${JSON.stringify(answer)}`);
    } catch (error) {
      reason = error;
    }
    if (Date.now() >= end) throw reason;
    await sleep(everyMs);
  }
}
