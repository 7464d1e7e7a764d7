import type { ChangesData } from '../../api/contract/events';
import { type Head, type MessagesData, NEWEST, type TimelineData } from './cache-keys';

/** The part of changes that is about one conversation. Texts do not say whose they are: the events name them. */
export function changesOf(changes: ChangesData, interactionId: string): ChangesData {
  const events = changes.events.filter((event) => event.interactionId === interactionId);
  const named = new Set(events.map((event) => event.data.messageId));
  return {
    events,
    interactions: changes.interactions.filter((row) => row.interactionId === interactionId),
    messages: changes.messages.filter((message) => named.has(message.messageId)),
  };
}

/**
 * A conversation's texts after changes: known ones as they are now, new ones in their place. None comes twice: a scheduled one
 * that leaves moves to another place.
 */
export function patchMessages(data: MessagesData, { messages }: ChangesData): MessagesData {
  const seqs = new Map(messages.map(({ messageId, seq }) => [messageId, seq]));
  const hasMoved = ({ messageId, seq }: { messageId: string; seq: number }) => (seqs.get(messageId) ?? seq) !== seq;
  const pages = merged(
    data.pages.map((page) => page.messages.filter((message) => !hasMoved(message))),
    data.pageParams,
    messages,
  );
  return { ...data, pages: data.pages.map((page, place) => ({ ...page, messages: pages[place]! })) };
}

/** A conversation's timeline after changes. */
export function patchTimeline(data: TimelineData, { events }: ChangesData): TimelineData {
  const bare = events.map(({ interactionId: _, ...event }) => event);
  const pages = merged(
    data.pages.map((page) => page.events),
    data.pageParams,
    bare,
  );
  return { ...data, pages: data.pages.map((page, place) => ({ ...page, events: pages[place]! })) };
}

/** A conversation's head after changes, as far as they tell: what its turn is now they do not. */
export function patchHead(head: Head, { events, interactions, messages }: ChangesData): Head {
  const lastSeq = Math.max(head.lastSeq, ...events.map((event) => event.seq));
  const arrived = messages.filter(({ direction, seq }) => direction === 'inbound' && seq > head.lastSeq).length;
  return { ...head, ...interactions[0], lastSeq, unread: head.unread + arrived };
}

/** Pages, the newest first, each ascending by `seq`, with items put in or exchanged. */
function merged<Item extends { seq: number }>(pages: Item[][], pageParams: number[], items: Item[]): Item[][] {
  const result = pages.map((page) => page.slice());
  for (const item of items) {
    const page = result.find((page, index) => holds(page, pageParams[index] ?? 0, item.seq));
    if (page === undefined) continue; // it belongs to a part that is not loaded
    const at = page.findIndex((other) => other.seq >= item.seq);
    if (at === -1) page.push(item);
    else page.splice(at, page[at]!.seq === item.seq ? 1 : 0, item);
  }
  return result;
}

/** Whether a number lies in a page's part of the conversation. Only the newest page of a new one is empty. */
function holds(page: { seq: number }[], before: number, seq: number): boolean {
  const oldest = page[0]?.seq;
  return oldest === undefined ? before === NEWEST : seq >= oldest && seq < before;
}
