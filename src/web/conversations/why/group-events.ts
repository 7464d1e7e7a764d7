import type { TimelineEvent } from '../../words/events';

/** Events that belong together: those of a turn and its reply, those of one text, or one that stands by itself. */
export interface EventGroup {
  kind: 'turn' | 'text' | 'other';
  /** The turn's id, the text's, or the event's number. */
  key: string;
  /** Ascending by `seq`. */
  events: TimelineEvent[];
}

/**
 * Groups events, in the order of their first ones. An event that names only a text belongs to that text's turn, where an
 * event that is there says which.
 * @param events ascending by `seq`
 */
export function groupEvents(events: readonly TimelineEvent[]): EventGroup[] {
  const turnOfText = new Map<string, string>();
  for (const { data } of events) {
    if (typeof data.messageId === 'string' && typeof data.turnId === 'string')
      turnOfText.set(data.messageId, data.turnId);
  }
  const groups = new Map<string, EventGroup>();
  for (const event of events) {
    const { kind, key } = belongsTo(event, turnOfText);
    const group = groups.get(key) ?? { kind, key, events: [] };
    group.events.push(event);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function belongsTo({ seq, data }: TimelineEvent, turnOfText: Map<string, string>): Pick<EventGroup, 'kind' | 'key'> {
  const { messageId, turnId } = data;
  if (typeof turnId === 'string') return { kind: 'turn', key: turnId };
  if (typeof messageId !== 'string') return { kind: 'other', key: String(seq) };
  const turn = turnOfText.get(messageId);
  return turn === undefined ? { kind: 'text', key: messageId } : { kind: 'turn', key: turn };
}

/**
 * The groups that tell about a text: its own, and where a reply was too late, the turn that the lead's next text began.
 * None where what is loaded does not hold the text.
 */
export function groupsOfText(groups: readonly EventGroup[], messageId: string): EventGroup[] {
  const isAbout = ({ data }: TimelineEvent) => data.messageId === messageId;
  const place = groups.findIndex(({ events }) => events.some(isAbout));
  if (place === -1) return [];
  const own = groups[place]!;
  const isStale = own.events.some((event) => isAbout(event) && event.data.outcome === 'stale');
  const next = isStale ? groups.slice(place + 1).find(({ kind }) => kind === 'turn') : undefined;
  return next === undefined ? [own] : [own, next];
}

/** A turn's number in its conversation, from its id (`turn_…_3`); null where it has none. */
export function turnNumber(turnId: string): number | null {
  const number = /_(\d+)$/.exec(turnId)?.[1];
  return number === undefined ? null : Number(number);
}
