import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiAnswer, ApiCall } from '../support/api-client';
import type { CallEntry } from './observations';
import type { SeededRandom } from './seeded-random';

type Entry = CallEntry extends infer E ? (E extends CallEntry ? Omit<E, CallOutcome> : never) : never;
type CallOutcome = 'startedAt' | 'answeredAt' | 'status' | 'said' | 'messageId';

const ANSWER_LIMIT_MS = 12_000;
const MOST_TRIES = 40;
const LONGEST_PAUSE_MS = 1_500;

/** Everybody who calls the API; what they asked and were answered is written down, try by try. */
export class Callers {
  readonly log: CallEntry[] = [];
  /** Calls that go on by themselves. */
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(private readonly random: SeededRandom) {}

  /** Tries until there is an answer that a repeat would not change. @returns it; undefined: there never was one */
  async repeat(
    entry: Entry,
    call: ApiCall,
    ...request: [method: string, path: string, body: object]
  ): Promise<ApiAnswer | undefined> {
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const answer = await this.once(entry, call, ...request);
      if (answer !== undefined && isFinal(answer)) return answer;
      await sleep(this.random.between(100, LONGEST_PAUSE_MS));
    }
    return undefined;
  }

  /** One try. @returns undefined when it was cut off, or took too long */
  async once(
    entry: Entry,
    call: ApiCall,
    ...[method, path, body]: [string, string, object]
  ): Promise<ApiAnswer | undefined> {
    const key = entry.what === 'send' ? entry.idempotencyKey : undefined;
    const startedAt = Date.now();
    const noAnswer = new AbortController();
    const answer = await Promise.race([
      call(method, path, body, key === undefined ? {} : { 'Idempotency-Key': key }).catch(() => undefined),
      sleep(ANSWER_LIMIT_MS, undefined, { signal: noAnswer.signal }).catch(() => undefined),
    ]);
    noAnswer.abort();
    this.log.push({
      ...entry,
      startedAt,
      answeredAt: answer === undefined ? null : Date.now(),
      status: answer?.status ?? null,
      said: answer?.body?.error?.code ?? answer?.body?.data?.status,
      messageId: answer?.body?.data?.messageId,
    } as CallEntry);
    return answer;
  }

  /** Lets something go on by itself; `settled` waits for it. */
  goOn(work: Promise<unknown>): void {
    const done = work.finally(() => this.underWay.delete(done));
    this.underWay.add(done);
  }

  /** Resolves when nobody calls any more. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }
}

/** A 5xx says that it could not be done now; a key whose first request still runs will have an answer soon. */
function isFinal({ status, body }: ApiAnswer): boolean {
  return status < 500 && status !== 429 && body?.error?.code !== 'IDEMPOTENCY_KEY_IN_PROGRESS';
}
