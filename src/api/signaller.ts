import type { FactToSignal } from '../db/ingest';
import { markSignalled } from '../db/outbox';
import type { Queryable } from '../db/pool';
import type { Logger } from '../log';

/**
 * Signals under way at once; beyond it facts are left to the relay, so a burst of webhooks never waits for Temporal. Few,
 * as a server that answers within milliseconds takes a thousand a second this way, and one that does not has enough to do.
 */
const AT_ONCE = 8;
/** Marks are collected for this long and written together. */
const MARK_EVERY_MS = 50;
/** After a failure nothing is tried for so long: the server is away, and the relay knows how to wait. */
const PAUSE_MS = 1_000;

/**
 * Tells Temporal of a fact as soon as it is committed. It may fail or be skipped at any time: the fact is in Postgres, and
 * the worker's relay signals what was not.
 */
export class Signaller {
  private underWay = 0;
  private pausedUntil = 0;
  private signalled: FactToSignal[] = [];
  private marking: NodeJS.Timeout | undefined;

  constructor(
    private readonly signal: (fact: FactToSignal) => Promise<void>,
    private readonly db: Queryable,
    private readonly log: Logger,
  ) {}

  /** Signals facts in order, without making the caller wait. */
  offer(facts: FactToSignal[]): void {
    if (facts.length === 0 || this.underWay >= AT_ONCE || Date.now() < this.pausedUntil) return;
    this.underWay++;
    void this.signalAll(facts).finally(() => {
      this.underWay--;
    });
  }

  private async signalAll(facts: FactToSignal[]): Promise<void> {
    try {
      for (const fact of facts) {
        await this.signal(fact);
        this.signalled.push(fact);
      }
    } catch (error) {
      if (Date.now() >= this.pausedUntil)
        this.log.warn({ err: error }, 'Temporal does not answer: facts are left to the relay');
      this.pausedUntil = Date.now() + PAUSE_MS;
    }
    this.marking ??= setTimeout(() => void this.mark(), MARK_EVERY_MS);
  }

  private async mark(): Promise<void> {
    const facts = this.signalled;
    this.signalled = [];
    this.marking = undefined;
    if (facts.length === 0) return;
    // Not marked means signalled again by the relay, which the workflow notices: nothing to do but to say it.
    await markSignalled(this.db, facts).catch((error: unknown) =>
      this.log.warn({ err: error }, 'facts could not be marked'),
    );
  }

  /** Writes the marks that wait. */
  async stop(): Promise<void> {
    clearTimeout(this.marking);
    await this.mark();
  }
}
