import type { Queryable } from './pool';

/** Announcements of one process are this far apart at least. */
const EVERY_MS = 20;

/**
 * The channel on which feeds are told that there are new events; without a payload, as a feed asks for all it has not seen.
 */
export const EVENTS_CHANNEL = 'parley_events';

/**
 * Told as a statement of its own, after the commit: a transaction that notifies holds a lock of the whole server while it
 * commits, so with it in the transactions that write events their commits would wait for each other's disk. That the
 * announcement itself may be lost in a crash costs nothing, so it does not wait for the disk either.
 */
const ANNOUNCE = `set local synchronous_commit = off; notify ${EVENTS_CHANNEL}`;

/**
 * Says that this process has committed events, so that the feeds look at once. Many become one announcement, and nobody
 * waits for it or learns that it failed: a feed also looks by itself every second.
 */
export class Announcer {
  private announcedAt = 0;
  private waiting: NodeJS.Timeout | undefined;

  constructor(private readonly db: Queryable) {}

  /** Call it after a commit that may have written events. */
  announce(): void {
    if (this.waiting !== undefined) return;
    const wait = Math.max(this.announcedAt + EVERY_MS - Date.now(), 0);
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      this.announcedAt = Date.now();
      this.db.query(ANNOUNCE).catch(() => {});
    }, wait);
  }

  /** Forgets an announcement that waits: nobody would be there to make it. */
  stop(): void {
    clearTimeout(this.waiting);
  }
}
