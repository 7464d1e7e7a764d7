import type { Message } from '../../words/labels';
import { dayKey } from '../../words/times';
import type { UnsentText } from '../composer/unsent-text';
import { type ConversationEvent, systemLine } from './system-lines';
import type { Turn } from './turn-words';

/** One line of a thread. `key` stays the same while it stands for the same thing. */
export type ThreadItem = { key: string } & (
  | { kind: 'day'; at: string }
  | {
      kind: 'text';
      message: Message;
      /** Whether it follows a text of the same sender closely, so that the sender is not named again. */
      follows: boolean;
    }
  | { kind: 'event'; event: ConversationEvent; words: string }
  | { kind: 'unsent'; text: UnsentText }
  | { kind: 'turn'; turn: Turn }
  | { kind: 'rest'; until: string }
);

export interface ThreadSources {
  /** In the order of `seq`. */
  messages: readonly Message[];
  events: readonly ConversationEvent[];
  /** From where on the thread is known whole: what is older waits until both kinds are there. */
  fromSeq: number;
  unsent: readonly UnsentText[];
  /** Unsent texts' keys by the ids of the messages that they have become. */
  arrived: ReadonlyMap<string, string>;
  turn: Turn | null;
  /** Until when the agent rests because a person wrote, ISO 8601. */
  restsUntil?: string | null;
}

/** Texts of one sender within this time stand together. */
const TOGETHER_MS = 5 * 60_000;

/** Messages, events, unsent texts and the open turn as one thread, oldest first. */
export function threadItems(sources: ThreadSources): ThreadItem[] {
  const { messages, events, fromSeq, unsent, arrived, turn, restsUntil } = sources;
  const items: ThreadItem[] = [];
  const answeredTurns = new Set(messages.filter((m) => m.direction === 'outbound').map((m) => m.turnId));
  let rest: unknown;
  const told = events.filter((event) => {
    // Of one rest it is said once, however many texts come meanwhile.
    const { restsUntil } = event.data;
    const isToldBefore = restsUntil !== undefined && restsUntil === rest && event.type === 'inbound-message';
    if (event.type === 'inbound-message') rest = restsUntil;
    return event.seq >= fromSeq && !isToldBefore && !isShownOtherwise(event, answeredTurns, turn);
  });
  let day = '';
  let before: Message | null = null;
  const open = (at: string) => {
    const next = dayKey(at);
    if (next === day) return;
    day = next;
    before = null;
    items.push({ kind: 'day', key: `day ${day}`, at });
  };
  let e = 0;
  const tell = (untilSeq: number) => {
    for (; e < told.length && told[e]!.seq < untilSeq; e++) {
      const event = told[e]!;
      const words = systemLine(event);
      if (words === null) continue;
      open(event.at);
      before = null;
      items.push({ kind: 'event', key: `event ${event.seq}`, event, words });
    }
  };
  for (const message of messages) {
    if (message.seq < fromSeq || message.state === 'scheduled') continue; // those stand below, until they leave
    tell(message.seq);
    open(message.timestamp);
    const key = arrived.get(message.messageId) ?? message.messageId;
    items.push({ kind: 'text', key, message, follows: before !== null && isTogether(before, message) });
    before = message;
  }
  tell(Number.POSITIVE_INFINITY);
  const there = new Set(messages.map((message) => arrived.get(message.messageId)));
  for (const text of unsent) {
    if (there.has(text.key)) continue;
    open(text.writtenAt);
    items.push({ kind: 'unsent', key: text.key, text });
  }
  if (turn !== null) items.push({ kind: 'turn', key: 'turn', turn });
  else if (restsUntil) items.push({ kind: 'rest', key: 'rest', until: restsUntil });
  return items;
}

/** That the agent was asked is seen by its reply, or by the turn at the end of the thread. */
function isShownOtherwise(event: ConversationEvent, answered: ReadonlySet<string | null>, turn: Turn | null): boolean {
  if (event.type !== 'turn-asked') return false;
  const turnId = String(event.data.turnId);
  return answered.has(turnId) || turn?.turnId === turnId;
}

function isTogether(before: Message, message: Message): boolean {
  return (
    before.source === message.source &&
    before.sentBy === message.sentBy &&
    before.state !== 'withheld' &&
    Date.parse(message.timestamp) - Date.parse(before.timestamp) < TOGETHER_MS
  );
}

/**
 * By how many places the items of before have moved down, because older ones came above them. Days are no measure: their
 * line moves up with the first text that is known of them.
 */
export function movedBy(before: readonly ThreadItem[], after: readonly ThreadItem[]): number {
  const places = new Map(after.map(({ key }, place) => [key, place]));
  for (const [place, { kind, key }] of before.entries()) {
    if (kind !== 'text') continue;
    const now = places.get(key);
    if (now !== undefined) return now - place;
  }
  return 0;
}

/** A list's items with the number of the first one, which falls as older ones come above: so the place one reads stays. */
export interface NumberedItems {
  items: readonly ThreadItem[];
  firstIndex: number;
}

/** More than a thread will ever have above where it was opened. */
const FIRST_INDEX = 1_000_000;

export function numbered(before: NumberedItems | null, items: readonly ThreadItem[]): NumberedItems {
  if (before === null) return { items, firstIndex: FIRST_INDEX };
  return { items, firstIndex: before.firstIndex - movedBy(before.items, items) };
}
