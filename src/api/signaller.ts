import type { Announcer } from '../db/announcer';
import type { FactToSignal } from '../db/ingest';
import { markSignalled } from '../db/outbox';
import type { Queryable } from '../db/pool';
import type { Logger } from '../log';

/** Signals under way at once. Few: a server that answers within milliseconds takes a thousand a second this way. */
const AT_ONCE = 8;
/** Facts that wait for their turn; beyond it, and after any failure, they are the relay's. */
const LONGEST_QUEUE = 2_000;
/** A little less than what append_event gives us before the relay takes a fact. */
const RELAY_TAKES_AFTER_MS = 1_500;
/** Marks are collected for this long and written together. */
const MARK_EVERY_MS = 50;
/** After a failure nothing is tried for so long: the server is away, and the relay knows how to wait. */
const PAUSE_MS = 1_000;

/**
 * Tells Temporal of a fact as soon as it is committed. It may fail or be skipped at any time: the fact is in Postgres, and
 * the worker's relay signals what was not. So a burst of webhooks never waits for Temporal, whatever it is doing.
 */
export class Signaller {
  private readonly queue: FactToSignal[] = [];
  private underWay = 0;
  private pausedUntil = 0;
  private signalled: FactToSignal[] = [];
  private marking: NodeJS.Timeout | undefined;

  constructor(
    private readonly signal: (fact: FactToSignal) => Promise<void>,
    private readonly db: Queryable,
    private readonly announcer: Pick<Announcer, 'announce'>,
    private readonly log: Logger,
  ) {}

  /**
   * Signals facts soon, and has them announced to pages, without making the caller wait. Their order is the workflow's to
   * keep.
   */
  offer(facts: FactToSignal[]): void {
    this.announcer.announce();
    if (Date.now() < this.pausedUntil || this.queue.length >= LONGEST_QUEUE) return;
    this.queue.push(...facts);
    while (this.underWay < AT_ONCE && this.queue.length > 0) void this.work();
  }

  private async work(): Promise<void> {
    this.underWay++;
    for (let fact = this.queue.shift(); fact !== undefined; fact = this.queue.shift()) {
      if (Date.now() - fact.at > RELAY_TAKES_AFTER_MS) continue; // signalled twice it would only cost more
      try {
        await this.signal(fact);
        this.signalled.push(fact);
        this.marking ??= setTimeout(() => void this.mark(), MARK_EVERY_MS);
      } catch (error) {
        this.queue.length = 0;
        this.pausedUntil = Date.now() + PAUSE_MS;
        this.log.warn({ err: error }, 'Temporal does not answer: facts are left to the relay');
      }
    }
    this.underWay--;
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
