import type { FactToSignal } from '../src/db/ingest';
import { markSignalled, returnUnsignalled, takeUnsignalled } from '../src/db/outbox';
import type { Pool } from '../src/db/pool';
import type { Logger } from '../src/log';

/** How often an idle relay looks, in milliseconds; the most that a fact waits beyond its own 2 s when its api died. */
const IDLE_MS = 500;
const BATCH = 100;
const AT_ONCE = 20;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Signals the facts that were committed and never signalled: their api process was killed, Temporal was down, or there
 * were too many at once. Any number of relays may run: each takes other facts (`FOR UPDATE SKIP LOCKED`).
 */
export class Relay {
  private stopping = false;
  private running: Promise<void> | undefined;
  private wake: () => void = () => {};

  constructor(
    private readonly pool: Pool,
    private readonly signal: (fact: FactToSignal) => Promise<void>,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    let pause = 0;
    while (!this.stopping) {
      try {
        const { taken, failed } = await this.relayBatch();
        if (failed > 0) {
          pause = Math.min(Math.max(pause * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
          this.log.warn({ taken, failed, pause }, 'facts could not be signalled, trying again');
        } else {
          pause = taken === BATCH ? 0 : IDLE_MS;
        }
      } catch (error) {
        pause = Math.min(Math.max(pause * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
        this.log.warn({ err: error, pause }, 'the relay cannot reach Postgres, trying again');
      }
      if (pause > 0) await this.sleep(pause);
    }
  }

  /** One round. @returns how many facts it took, and how many of them could not be signalled */
  async relayBatch(): Promise<{ taken: number; failed: number }> {
    const facts = await takeUnsignalled(this.pool, BATCH);
    const failed: FactToSignal[] = [];
    const done: FactToSignal[] = [];
    // One conversation's facts go one after another, different conversations' side by side.
    const queues = [...groupBy(facts, (fact) => fact.interactionId).values()];
    const work = async () => {
      for (let queue = queues.shift(); queue !== undefined; queue = queues.shift()) {
        for (const fact of queue) {
          // One failure means that the server is away: the rest goes back at once, and soon comes again.
          if (failed.length > 0) failed.push(fact);
          else
            await this.signal(fact).then(
              () => done.push(fact),
              () => failed.push(fact),
            );
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (done.length > 0) await markSignalled(this.pool, done);
    if (failed.length > 0) await returnUnsignalled(this.pool, failed, FIRST_PAUSE_MS);
    return { taken: facts.length, failed: failed.length };
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
