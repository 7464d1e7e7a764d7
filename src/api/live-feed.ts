import { findLivingCredentials } from '../db/callers';
import { type FeedPosition, isNotAfter, positionText, readPositionText } from '../db/feed-position';
import { type LiveEvent, readChanges, readMissed, readPosition, readSubjects, type Subjects } from '../db/live-events';
import type { Queryable } from '../db/pool';
import type { Logger } from '../log';
import type { ChangesData, HelloData, ResetData } from './contract/events';
import { ApiError } from './errors';
import { type EventStream, eventFrame, keepAliveFrame } from './event-stream';

/** How far apart looks are at least: what one costs is shared by all that happens meanwhile. */
const LEAST_BETWEEN_MS = 50;
/** A look without being told, as an announcement may be lost with its process. */
const LOOK_EVERY_MS = 1_000;
const KEEP_ALIVE_MS = 15_000;
/** More events than this and a page had better load everything anew. */
const MOST_MISSED = 1_000;
/** Of all tenants together: what one look is to hold in memory. */
const MOST_OF_A_LOOK = 10_000;
const MOST_STREAMS_OF_ONE = 50;

interface Joining {
  stream: EventStream;
  resumeFrom: string | undefined;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * What happens, told to every stream of this process: one look at Postgres for all of them, as long as there are any. Each
 * look takes what was committed since the one before, exactly (src/db/live-events.ts), so nothing is missed or comes twice.
 */
export class LiveFeed {
  private readonly streams = new Map<string, Set<EventStream>>();
  private readonly held = new Map<string, number>();
  private joining: Joining[] = [];
  /** What all streams have been told. Null: nobody is connected. */
  private position: FeedPosition | null = null;
  private looking = false;
  private wanted = false;
  private earliest = 0;
  private next: NodeJS.Timeout | undefined;
  private catchingUp = Promise.resolve();
  private stopped = false;
  private readonly beat: NodeJS.Timeout;

  /** @param present who has which conversation open, for a tenant's greeting */
  constructor(
    private readonly db: Queryable,
    private readonly log: Logger,
    private readonly present: (tenantId: string) => HelloData['presence'],
    keepAliveMs = KEEP_ALIVE_MS,
  ) {
    this.beat = setInterval(() => void this.keepAlive(), keepAliveMs).unref();
  }

  /**
   * Lets a stream in: it is greeted, told what it missed since `resumeFrom` (a position as a frame named it), and then all
   * that happens. Resolves when the answer has begun.
   * @throws ApiError TOO_MANY_STREAMS; whatever a look throws that cannot reach Postgres
   */
  async join(stream: EventStream, resumeFrom?: string): Promise<void> {
    if (this.stopped) throw new ApiError('UNAVAILABLE');
    // Gone while it was let in: its end was told before, and would never be told here.
    if (stream.ended) return;
    const others = this.held.get(stream.holder) ?? 0;
    if (others >= MOST_STREAMS_OF_ONE) throw new ApiError('TOO_MANY_STREAMS');
    this.held.set(stream.holder, others + 1);
    stream.onEnd(() => this.leave(stream));
    return new Promise((resolve, reject) => {
      this.joining.push({ stream, resumeFrom, resolve, reject });
      this.wake();
    });
  }

  /** How many streams are open. */
  get streamCount(): number {
    return [...this.streams.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** There may be something new: looks soon. */
  wake(): void {
    if (this.looking) this.wanted = true;
    else if (!this.stopped && this.streams.size + this.joining.length > 0) this.lookIn(this.earliest - Date.now());
  }

  /** Tells a tenant's streams something that is not an event of a conversation, and is not told again after a break. */
  tell(tenantId: string, event: string, data: unknown): void {
    const streams = this.streams.get(tenantId);
    if (streams !== undefined) writeAll(streams, eventFrame(event, data));
  }

  /** Ends every stream, so that the server can close; browsers connect again, elsewhere. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.next);
    clearInterval(this.beat);
    for (const { reject } of this.joining.splice(0)) reject(new ApiError('UNAVAILABLE'));
    for (const streams of [...this.streams.values()]) for (const stream of streams) stream.end();
  }

  private leave(stream: EventStream): void {
    const others = (this.held.get(stream.holder) ?? 1) - 1;
    if (others === 0) this.held.delete(stream.holder);
    else this.held.set(stream.holder, others);
    const streams = this.streams.get(stream.tenantId);
    streams?.delete(stream);
    if (streams?.size === 0) this.streams.delete(stream.tenantId);
  }

  private lookIn(ms: number): void {
    clearTimeout(this.next);
    this.next = setTimeout(() => void this.look(), Math.max(ms, 0));
  }

  private async look(): Promise<void> {
    const startedAt = Date.now();
    // Those who come while Postgres is asked wait for the next look: this one may have begun before what they know of.
    const joining = this.joining.splice(0);
    this.looking = true;
    this.wanted = false;
    try {
      const position = await this.advance();
      this.attach(joining, position);
    } catch (error) {
      this.log.warn({ err: error }, 'the live feed cannot look at postgres, trying again');
      for (const { reject } of joining) reject(error);
    }
    this.looking = false;
    // Where looks take long, half of the time is left to others.
    this.earliest = Math.max(startedAt + LEAST_BETWEEN_MS, 2 * Date.now() - startedAt);
    if (this.stopped) return;
    if (this.streams.size + this.joining.length === 0) this.position = null;
    else this.lookIn(this.wanted || this.joining.length > 0 ? this.earliest - Date.now() : LOOK_EVERY_MS);
  }

  /** Tells all streams what came since the last look. @returns the new position */
  private async advance(): Promise<FeedPosition> {
    const from = this.position;
    if (from === null) {
      this.position = await readPosition(this.db);
      return this.position;
    }
    const { position, events } = await readChanges(this.db, from, [...this.streams.keys()], MOST_OF_A_LOOK);
    const ofTenants = byTenant(events);
    const lost = position.origin !== from.origin || events.length > MOST_OF_A_LOOK;
    const told = lost ? [] : [...ofTenants.values()].filter(({ length }) => length <= MOST_MISSED).flat();
    const subjects = await this.subjectsOf(told);
    // From here on nothing waits: the position moves on together with what the streams are told.
    this.position = position;
    for (const [tenantId, streams] of this.streams) {
      const own = ofTenants.get(tenantId) ?? [];
      if (lost) writeAll(streams, resetFrame('unknown-position', position));
      else if (own.length > MOST_MISSED) writeAll(streams, resetFrame('too-much', position));
      else if (own.length > 0) writeAll(streams, changesFrame(own, subjects, position));
    }
    return position;
  }

  private attach(joined: Joining[], position: FeedPosition): void {
    const behind = new Map<string, { from: FeedPosition; tenantId: string; streams: EventStream[] }>();
    for (const { stream, resumeFrom, resolve, reject } of joined) {
      if (this.stopped) {
        reject(new ApiError('UNAVAILABLE'));
        continue;
      }
      resolve();
      if (stream.ended) continue;
      const { tenantId } = stream;
      const streams = this.streams.get(tenantId) ?? new Set();
      this.streams.set(tenantId, streams.add(stream));
      stream.open();
      const from = resumeFrom === undefined ? null : readPositionText(resumeFrom);
      if (from !== null && isNotAfter(from, position)) {
        stream.hold();
        const key = `${tenantId} ${from.snapshot}`;
        const group = behind.get(key) ?? { from, tenantId, streams: [] };
        group.streams.push(stream);
        behind.set(key, group);
        continue;
      }
      stream.write(this.helloFrame(tenantId, false, position));
      if (resumeFrom !== undefined)
        stream.write(resetFrame(from === null ? 'unreadable-position' : 'unknown-position', position));
    }
    // One after another: a thousand pages that come back at once are not to take the connections of everybody else.
    for (const group of behind.values())
      this.catchingUp = this.catchingUp.then(() => this.catchUp(group.streams, group.tenantId, group.from, position));
  }

  /** Tells streams of one tenant what they missed, then what was held back for them meanwhile. */
  private async catchUp(streams: EventStream[], tenantId: string, from: FeedPosition, to: FeedPosition): Promise<void> {
    if (streams.every(({ ended }) => ended)) return;
    try {
      const missed = await readMissed(this.db, tenantId, from, to, MOST_MISSED);
      const tooMuch = missed === null || missed.length > MOST_MISSED;
      // The greeting of one that resumes names the position that it has: a break after it must not skip what follows.
      const frames =
        tooMuch || missed.length === 0
          ? [this.helloFrame(tenantId, !tooMuch, to)]
          : [this.helloFrame(tenantId, true, from), changesFrame(missed, await this.subjectsOf(missed), to)];
      if (tooMuch) frames.push(resetFrame('too-much', to));
      for (const stream of streams) stream.release(frames);
    } catch (error) {
      this.log.warn({ err: error }, 'streams could not be told what they missed, and are ended');
      for (const stream of streams) stream.end();
    }
  }

  private subjectsOf(events: LiveEvent[]): Promise<Subjects> | Subjects {
    return events.length === 0 ? { interactions: [], messages: [] } : readSubjects(this.db, events);
  }

  private helloFrame(tenantId: string, resumed: boolean, position: FeedPosition): Buffer {
    const data: HelloData = { resumed, presence: this.present(tenantId) };
    return eventFrame('hello', data, positionText(position));
  }

  /** Ends the streams of those who would not be let in any more, and lets the others know that we are there. */
  private async keepAlive(): Promise<void> {
    const all = [...this.streams.values()].flatMap((streams) => [...streams]);
    if (all.length === 0) return;
    if (this.position !== null) writeAll(all, keepAliveFrame(positionText(this.position)));
    try {
      const living = await findLivingCredentials(
        this.db,
        all.map(({ credential }) => credential),
      );
      for (const stream of all) if (!living.has(stream.holder)) stream.end();
    } catch (error) {
      this.log.warn({ err: error }, 'whose streams may go on could not be looked up, trying again');
    }
  }
}

function byTenant(events: LiveEvent[]): Map<string, LiveEvent[]> {
  const groups = new Map<string, LiveEvent[]>();
  for (const event of events) {
    const group = groups.get(event.tenantId);
    if (group === undefined) groups.set(event.tenantId, [event]);
    else group.push(event);
  }
  return groups;
}

function writeAll(streams: Iterable<EventStream>, frame: Buffer): void {
  for (const stream of streams) stream.write(frame);
}

function resetFrame(reason: ResetData['reason'], position: FeedPosition): Buffer {
  return eventFrame('reset', { reason } satisfies ResetData, positionText(position));
}

/** One frame for all: a page takes it whole or not at all, and its id with it. */
function changesFrame(events: LiveEvent[], subjects: Subjects, position: FeedPosition): Buffer {
  const about = new Set(events.flatMap(({ interactionId, data }) => [interactionId, data.messageId]));
  const data: ChangesData = {
    events: events.map(({ tenantId: _, ...event }) => event),
    interactions: subjects.interactions.filter(({ interactionId }) => about.has(interactionId)),
    messages: subjects.messages.filter(({ messageId }) => about.has(messageId)),
  };
  return eventFrame('changes', data, positionText(position));
}
