import type { Fact } from '../src/domain/conversation-events';

/**
 * The facts that signals brought and that are not handled yet. Temporal may deliver them twice (a relay signals again) and
 * in another order than they happened (differently named signals at start), so facts are taken by `seq`, each only when
 * the one before it (`after`) has been handled.
 */
export class Inbox {
  private readonly waiting = new Map<number, Fact>();

  put(fact: Fact): void {
    // Anybody with the Temporal UI can signal by hand: what is no fact is dropped, and cannot keep the run from ending.
    if (!Number.isInteger(fact.seq) || !Number.isInteger(fact.after)) return;
    this.waiting.set(fact.seq, fact);
  }

  /** Takes the next fact in order, dropping those handled before; undefined when it is not here yet. */
  take(handledSeq: number): Fact | undefined {
    let next: Fact | undefined;
    for (const fact of this.waiting.values()) {
      if (fact.seq <= handledSeq) this.waiting.delete(fact.seq);
      else if (fact.after <= handledSeq && (next === undefined || fact.seq < next.seq)) next = fact;
    }
    if (next !== undefined) this.waiting.delete(next.seq);
    return next;
  }

  /** Whether the next fact is here. */
  ready(handledSeq: number): boolean {
    return [...this.waiting.values()].some((fact) => fact.seq > handledSeq && fact.after <= handledSeq);
  }

  /** Whether a later fact is here and the next one is not. */
  hasGap(handledSeq: number): boolean {
    return !this.ready(handledSeq) && [...this.waiting.keys()].some((seq) => seq > handledSeq);
  }

  /** Whether nothing here is still to be handled. */
  empty(handledSeq: number): boolean {
    return [...this.waiting.keys()].every((seq) => seq <= handledSeq);
  }
}
