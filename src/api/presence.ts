import type { Queryable } from '../db/pool';
import { notifyPresence, type PresenceNotice, readPresentPeople } from '../db/presence';
import type { Logger } from '../log';
import type { PresenceView } from './contract/events';

export interface PresenceTimes {
  /** A page that has said nothing for so long is forgotten; pages speak every 20 s. */
  forgetAfterMs: number;
  /** A page whose stream ended is given so long to come back, as a connection may break for a moment. */
  comeBackMs: number;
}

const TIMES: PresenceTimes = { forgetAfterMs: 45_000, comeBackMs: 5_000 };
const SWEEPS = 10;
/** Changes are collected for so long and told together. */
const TELL_AFTER_MS = 50;
const RETRY_MS = 1_000;
/** Tabs of one person that are known; beyond it the oldest is forgotten. */
const MOST_PAGES_OF_ONE = 20;

interface OpenPage {
  tenantId: string;
  userId: string;
  interactionId: string;
  heardAt: number;
}

/**
 * Who has which conversation open, as their pages say it to any api process. Every process hears all of it and keeps it in
 * memory alone: it is of no use after half a minute, and a process that starts knows it again by then.
 */
export class Presence {
  /** By person, then by page. */
  private readonly open = new Map<string, Map<string, OpenPage>>();
  /** As it was told: by tenant, then by conversation. */
  private readonly shown = new Map<string, Map<string, PresenceView>>();
  /** Conversations of which something changed, with their tenants. */
  private changed = new Map<string, string>();
  private telling: NodeJS.Timeout | undefined;
  private readonly streams = new Map<string, number>();
  private readonly sweep: NodeJS.Timeout;

  /** @param tell tells the streams of a tenant */
  constructor(
    private readonly db: Queryable,
    private readonly log: Logger,
    private readonly tell: (tenantId: string, view: PresenceView) => void,
    private readonly times = TIMES,
  ) {
    this.sweep = setInterval(() => this.forgetSilent(), times.forgetAfterMs / SWEEPS).unref();
  }

  /** What is shown to a tenant's people now. */
  shownTo(tenantId: string): PresenceView[] {
    return [...(this.shown.get(tenantId)?.values() ?? [])];
  }

  /** Takes in a notice of any process, this one included. */
  hear(payload: string): void {
    const { tenantId, userId, pageId, interactionId, unlessHeardForMs = 0 } = JSON.parse(payload) as PresenceNotice;
    const pages = this.open.get(userId) ?? new Map<string, OpenPage>();
    const before = pages.get(pageId);
    if (before !== undefined && unlessHeardForMs > 0 && Date.now() - before.heardAt < unlessHeardForMs) return;
    pages.delete(pageId); // and in again, as the newest
    if (interactionId !== null) pages.set(pageId, { tenantId, userId, interactionId, heardAt: Date.now() });
    this.open.set(userId, pages);
    const [oldest] = pages;
    if (pages.size > MOST_PAGES_OF_ONE && oldest !== undefined) this.forget(pages, ...oldest);
    if (pages.size === 0) this.open.delete(userId);
    if (before?.interactionId === interactionId) return;
    if (before !== undefined) this.change(before.tenantId, before.interactionId);
    if (interactionId !== null) this.change(tenantId, interactionId);
  }

  /** A person's page has a stream here; when that ends, and no other of it begins, the page is taken to be gone. */
  follow(page: { tenantId: string; userId: string; pageId: string }, onEnd: (ended: () => void) => void): void {
    const key = `${page.userId} ${page.pageId}`;
    this.streams.set(key, (this.streams.get(key) ?? 0) + 1);
    onEnd(() => {
      const left = (this.streams.get(key) ?? 1) - 1;
      if (left > 0) return void this.streams.set(key, left);
      this.streams.delete(key);
      const unlessHeardForMs = this.times.comeBackMs;
      setTimeout(() => {
        if (this.streams.has(key)) return;
        // Where it cannot be said, the page is forgotten in its time.
        notifyPresence(this.db, { ...page, interactionId: null, unlessHeardForMs }).catch(() => {});
      }, unlessHeardForMs).unref();
    });
  }

  stop(): void {
    clearInterval(this.sweep);
    clearTimeout(this.telling);
  }

  private forget(pages: Map<string, OpenPage>, pageId: string, page: OpenPage): void {
    pages.delete(pageId);
    if (pages.size === 0) this.open.delete(page.userId);
    this.change(page.tenantId, page.interactionId);
  }

  private forgetSilent(): void {
    const heardBefore = Date.now() - this.times.forgetAfterMs;
    for (const pages of [...this.open.values()])
      for (const [pageId, page] of [...pages]) if (page.heardAt < heardBefore) this.forget(pages, pageId, page);
  }

  private change(tenantId: string, interactionId: string): void {
    this.changed.set(interactionId, tenantId);
    this.telling ??= setTimeout(() => void this.tellChanges(), TELL_AFTER_MS).unref();
  }

  private async tellChanges(): Promise<void> {
    const changed = this.changed;
    this.changed = new Map();
    try {
      const there = [...this.open.values()].flatMap((pages) => [...pages.values()]);
      const about = there.filter(({ interactionId }) => changed.has(interactionId));
      const people = new Map(about.map(({ userId, tenantId }) => [userId, tenantId]));
      const rows = people.size === 0 ? [] : await readPresentPeople(this.db, [...people.values()], [...people.keys()]);
      const known = new Map(rows.map((person) => [person.userId, person]));
      for (const [interactionId, tenantId] of changed) {
        const ids = new Set(about.filter((page) => page.interactionId === interactionId).map(({ userId }) => userId));
        this.show(tenantId, { interactionId, people: [...ids].sort().flatMap((userId) => known.get(userId) ?? []) });
      }
      this.telling = undefined;
    } catch (error) {
      this.log.warn({ err: error }, 'who is present could not be looked up, trying again');
      for (const [interactionId, tenantId] of changed) this.changed.set(interactionId, tenantId);
      this.telling = setTimeout(() => void this.tellChanges(), RETRY_MS).unref();
      return;
    }
    const [next] = this.changed;
    if (next !== undefined) this.change(next[1], next[0]);
  }

  private show(tenantId: string, view: PresenceView): void {
    const shown = this.shown.get(tenantId) ?? new Map<string, PresenceView>();
    const before = shown.get(view.interactionId)?.people ?? [];
    if (JSON.stringify(before) === JSON.stringify(view.people)) return;
    if (view.people.length === 0) shown.delete(view.interactionId);
    else shown.set(view.interactionId, view);
    if (shown.size === 0) this.shown.delete(tenantId);
    else this.shown.set(tenantId, shown);
    this.tell(tenantId, view);
  }
}
