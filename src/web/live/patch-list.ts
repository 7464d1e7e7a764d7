import type { ChangesData } from '../../api/contract/events';
import type { Answer } from '../api/operations';
import type { ListData } from './cache-keys';

type Page = Answer<'GET /interactions'>;
type Row = Page['items'][number];
export type ChangedRow = ChangesData['interactions'][number];

export interface ListRules {
  /** Whether a conversation belongs into the list, by its filters. */
  matches(row: ChangedRow): boolean;
  /** Whether the person is reading it right now: what comes to it is read. */
  isBeingRead(interactionId: string): boolean;
}

/**
 * A list after changes: conversations move to where their newest activity puts them, come when they fit the filters and
 * go when they do not any more. Told the same changes twice it is as after the first time.
 * @returns the list, and whether a conversation came of which it is not known how much is unread from before
 */
export function patchList(
  data: ListData,
  changes: ChangesData,
  rules: ListRules,
): { data: ListData; isUnreadUnknown: boolean } {
  const changed = new Map(changes.interactions.map((row) => [row.interactionId, row]));
  const held = new Map<string, Row>();
  const pages = data.pages.map((page) => {
    if (!page.items.some((row) => changed.has(row.interactionId))) return page;
    for (const row of page.items) if (changed.has(row.interactionId)) held.set(row.interactionId, row);
    return { ...page, items: page.items.filter((row) => !changed.has(row.interactionId)) };
  });
  let isUnreadUnknown = false;
  for (const row of changed.values()) {
    if (!rules.matches(row)) continue;
    const before = held.get(row.interactionId);
    const unread = rules.isBeingRead(row.interactionId) ? 0 : (before?.unread ?? 0) + arrivals(changes, row, before);
    const isIn = insert(pages, { ...row, unread }, before !== undefined);
    if (isIn && before === undefined && !rules.isBeingRead(row.interactionId)) isUnreadUnknown = true;
  }
  return { data: { ...data, pages }, isUnreadUnknown };
}

/** How many texts of the lead came after the list's row was made. */
function arrivals(changes: ChangesData, row: ChangedRow, before: Row | undefined): number {
  const since = before === undefined ? Number.NEGATIVE_INFINITY : Date.parse(before.lastActivityAt);
  const ids = new Set(
    changes.events.filter((event) => event.interactionId === row.interactionId).map((event) => event.data.messageId),
  );
  return changes.messages.filter(
    ({ messageId, direction, timestamp }) =>
      direction === 'inbound' && ids.has(messageId) && Date.parse(timestamp) > since,
  ).length;
}

/** Puts a row where it belongs, if that part of the list is loaded. */
function insert(pages: Page[], row: Row, wasIn: boolean): boolean {
  let place = pages.findIndex((page) => page.items.some((other) => isAfter(other, row)));
  if (place === -1) {
    // It is older than all that is loaded: it comes with a later page, unless it was the last of this one.
    place = pages.length - 1;
    if (place < 0 || (!wasIn && pages[place]!.next !== null)) return false;
  }
  const page = pages[place]!;
  const at = page.items.findIndex((other) => isAfter(other, row));
  pages[place] = { ...page, items: page.items.toSpliced(at === -1 ? page.items.length : at, 0, row) };
  return true;
}

/** Whether a conversation comes after another: newest activity first, then by id, as the API has them. */
function isAfter(other: Row, row: Row): boolean {
  return (
    other.lastActivityAt < row.lastActivityAt ||
    (other.lastActivityAt === row.lastActivityAt && other.interactionId < row.interactionId)
  );
}

/** A list in which some conversations have another count of what is unread. */
export function withUnread(data: ListData, unreadOf: (row: Row) => number): ListData {
  const pages = data.pages.map((page) => {
    if (page.items.every((row) => unreadOf(row) === row.unread)) return page;
    return { ...page, items: page.items.map((row) => ({ ...row, unread: unreadOf(row) })) };
  });
  return { ...data, pages };
}
