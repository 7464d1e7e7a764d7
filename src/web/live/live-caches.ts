import type { Query, QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query';
import type { ChangesData } from '../../api/contract/events';
import { call } from '../api/call';
import type { ListFilters } from '../conversations/filters';
import { matches, queryOf } from '../conversations/list/list-query';
import {
  CLOCK,
  HEAD,
  type Head,
  LISTS,
  type ListData,
  MESSAGES,
  type MessagesData,
  SCHEDULED,
  TIMELINE,
  type TimelineData,
} from './cache-keys';
import { changesOf, patchHead, patchMessages, patchTimeline } from './patch-conversation';
import { patchList, withUnread } from './patch-list';

/** A burst of changes asks for the rest of a conversation once. */
const REST_AFTER_MS = 150;
/** At most this often is a list asked how much is unread in conversations that came into it. */
const UNREAD_AFTER_MS = 2_000;

const PATCHED: readonly unknown[] = [LISTS, HEAD, MESSAGES, TIMELINE];

/**
 * Patches live changes into what the page knows of the API. An answer that was asked for before a change and comes after
 * it may not hold it: changes that come while a query is under way are put into its answer too. Every patch may be done
 * twice without harm, and whatever an older change undoes the newer one, which follows, sets right.
 */
export class LiveCaches {
  /** The changes that came since each query under way was asked, by its hash. */
  private readonly underWay = new Map<string, ChangesData[]>();
  private readonly rest = new Set<string>();
  private readonly leads = new Set<string>();
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly unreadTimers = new Map<string, ReturnType<typeof setTimeout>>();

  /** @param isBeingRead whether the person reads a conversation right now */
  constructor(
    private readonly client: QueryClient,
    private readonly isBeingRead: (interactionId: string) => boolean,
  ) {}

  /** Watches for answers that are under way. @returns stops it */
  follow(): () => void {
    const stop = this.client.getQueryCache().subscribe((event) => this.noticeFetch(event));
    return () => {
      stop();
      clearTimeout(this.restTimer);
      for (const timer of this.unreadTimers.values()) clearTimeout(timer);
    };
  }

  /** What happened, into everything that shows it. */
  apply(changes: ChangesData): void {
    for (const query of this.client.getQueryCache().getAll()) {
      if (!PATCHED.includes(query.queryKey[0])) continue;
      if (query.state.fetchStatus === 'idle') this.underWay.delete(query.queryHash);
      else this.underWay.get(query.queryHash)?.push(changes);
      this.patch(query, changes);
    }
    for (const row of changes.interactions) {
      this.rest.add(row.interactionId);
      this.leads.add(row.leadId);
    }
    this.restTimer ??= setTimeout(() => this.askForRest(), REST_AFTER_MS);
  }

  /** Everything may have changed: what is shown is asked for again, the rest when it is shown. */
  reload(): void {
    this.client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'GET /session' });
  }

  private patch({ queryKey, state }: Query, changes: ChangesData): void {
    if (state.data === undefined) return;
    const [operation, subject] = queryKey;
    if (operation === LISTS) {
      this.patchOneList(subject as ListFilters, changes);
      return;
    }
    const own = changesOf(changes, subject as string);
    if (own.events.length === 0 && own.interactions.length === 0) return;
    switch (operation) {
      case HEAD:
        this.client.setQueryData(queryKey, patchHead(state.data as Head, own));
        break;
      case MESSAGES:
        this.client.setQueryData(queryKey, patchMessages(state.data as MessagesData, own));
        break;
      case TIMELINE:
        this.client.setQueryData(queryKey, patchTimeline(state.data as TimelineData, own));
        break;
    }
  }

  private patchOneList(filters: ListFilters, changes: ChangesData): void {
    const now = new Date();
    const rules = {
      matches: (row: ChangesData['interactions'][number]) => matches(filters, row, now),
      isBeingRead: this.isBeingRead,
    };
    const before = this.client.getQueryData<ListData>([LISTS, filters]);
    if (before === undefined) return;
    const { data, isUnreadUnknown } = patchList(before, changes, rules);
    this.client.setQueryData<ListData>([LISTS, filters], data);
    const key = JSON.stringify(filters);
    if (!isUnreadUnknown || this.unreadTimers.has(key)) return;
    this.unreadTimers.set(
      key,
      setTimeout(() => {
        this.unreadTimers.delete(key);
        void this.askForUnread(filters);
      }, UNREAD_AFTER_MS),
    );
  }

  /** Changes do not say what is unread, as that differs from person to person: the front of the list is asked for. */
  private async askForUnread(filters: ListFilters): Promise<void> {
    const front = await call(LISTS, { query: queryOf(filters, new Date()) }).catch(() => null);
    if (front === null) return; // the next answer will tell
    const unread = new Map(front.items.map((row) => [row.interactionId, row.unread]));
    this.client.setQueryData<ListData>(
      [LISTS, filters],
      (data) =>
        data &&
        withUnread(data, (row) =>
          this.isBeingRead(row.interactionId) ? 0 : (unread.get(row.interactionId) ?? row.unread),
        ),
    );
  }

  /** What changes do not tell of a conversation (its turn, what is scheduled) and of its lead (consent), for those that are shown. */
  private askForRest(): void {
    this.restTimer = undefined;
    for (const id of this.rest) {
      for (const rest of [HEAD, SCHEDULED, CLOCK]) this.client.invalidateQueries({ queryKey: [rest, id] });
    }
    this.client.invalidateQueries({
      predicate: ({ queryKey: [operation, id] }) =>
        typeof operation === 'string' && operation.includes('{leadId}') && this.leads.has(id as string),
    });
    this.rest.clear();
    this.leads.clear();
  }

  private noticeFetch(event: QueryCacheNotifyEvent): void {
    if (event.type !== 'updated' || !PATCHED.includes(event.query.queryKey[0])) return;
    const { query, action } = event;
    if (action.type === 'fetch') this.underWay.set(query.queryHash, []);
    if (action.type === 'error') this.underWay.delete(query.queryHash);
    if (action.type !== 'success' || action.manual) return;
    const missed = this.underWay.get(query.queryHash) ?? [];
    this.underWay.delete(query.queryHash);
    for (const changes of missed) this.patch(query, changes);
  }
}
