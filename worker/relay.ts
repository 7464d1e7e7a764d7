import type { FactToSignal } from '../src/db/ingest';
import { markSignalled, returnUnsignalled, takeUnsignalled, wakeStalled } from '../src/db/outbox';
import type { Pool } from '../src/db/pool';
import type { Logger } from '../src/log';
import { isServerAway } from '../src/temporal';

/** How often an idle relay looks, in milliseconds; the most that a fact waits beyond its own 2 s when its api died. */
const IDLE_MS = 500;
const BATCH = 100;
const AT_ONCE = 20;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 2_000;
/** Before a fact is tried again that the server refused while it takes others. */
const REFUSED_PAUSE_MS = 30_000;
const STALLED_EVERY_MS = 60_000;
const STALLED_AFTER_MS = 300_000;

/**
 * Signals the facts that were committed and never signalled: their api process was killed, Temporal was down, or there
 * were too many at once. Any number of relays may run: each takes other facts (`FOR UPDATE SKIP LOCKED`).
 */
export class Relay {
  private stopping = false;
  private running: Promise<void> | undefined;
  private wake: () => void = () => {};
  private lookForStalledAt = 0;

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
        await this.wakeStalledNowAndThen();
        const { taken, failed, away } = await this.relayBatch();
        if (away) {
          pause = Math.min(Math.max(pause * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
          this.log.warn({ taken, failed, pause }, 'Temporal does not answer: facts wait and are signalled again');
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

  /** One round. @returns how many facts it took, how many could not be signalled, and whether that is because Temporal is away */
  async relayBatch(): Promise<{ taken: number; failed: number; away: boolean }> {
    const facts = await takeUnsignalled(this.pool, BATCH);
    const failed: FactToSignal[] = [];
    const done: FactToSignal[] = [];
    let away = false;
    // One conversation's facts go one after another, different conversations' side by side.
    const queues = [...groupBy(facts, (fact) => fact.interactionId).values()];
    const work = async () => {
      for (let queue = queues.shift(); queue !== undefined; queue = queues.shift()) {
        for (const fact of queue) {
          if (away) {
            failed.push(fact);
            continue;
          }
          try {
            await this.signal(fact);
            done.push(fact);
          } catch (error) {
            // The server is away: the rest goes back at once, and soon comes again. Otherwise it is this fact alone.
            away ||= isServerAway(error);
            failed.push(fact);
            const { interactionId, seq } = fact;
            this.log.warn({ err: error, interactionId, seq }, 'a fact could not be signalled');
          }
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (done.length > 0) await markSignalled(this.pool, done);
    if (failed.length > 0) await returnUnsignalled(this.pool, failed, away ? FIRST_PAUSE_MS : REFUSED_PAUSE_MS);
    return { taken: facts.length, failed: failed.length, away };
  }

  /** Once a minute: conversations whose workflow is gone are started again. Any number of relays may do it. */
  private async wakeStalledNowAndThen(): Promise<void> {
    if (Date.now() < this.lookForStalledAt) return;
    this.lookForStalledAt = Date.now() + STALLED_EVERY_MS;
    const found = await wakeStalled(this.pool, STALLED_AFTER_MS, BATCH);
    if (found > 0) this.log.warn({ found }, 'conversations with something pending had stalled and are read anew');
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
