/**
 * When nobody is texted, by the lead's own clock: from this minute until before that one (`HH:MM`), over midnight where
 * `until` is the earlier of the two. They are never the same.
 */
export interface QuietHours {
  from: string;
  until: string;
}

/** A text within this time after the lead's own is an answer, and does not have to wait (functions/quiet_hours_of.sql). */
export const ANSWERS_FOR_MS = 3_600_000;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Any moment that is quiet in no zone comes within a day; clocks that are changed move it by hours. */
const LOOK_AHEAD_MS = 2 * DAY;
const LOOK_EVERY_MS = 15 * MINUTE;

/**
 * Until when a text to a lead in one of these zones has to wait: the first moment at which it is quiet in none of them, by their
 * own clocks on those days. Where there is no such moment, which takes zones all around the world, it is the first one at which
 * it is quiet in the fewest: a text never waits for ever.
 * @param at milliseconds since 1970 @param zones of the IANA database, at least one
 * @returns milliseconds since 1970; null: it need not wait
 */
export function quietUntil(at: number, hours: QuietHours, zones: readonly string[]): number | null {
  let moment = at;
  while (moment < at + LOOK_AHEAD_MS) {
    const ends = zones.flatMap((zone) => quietEnd(moment, hours, zone) ?? []);
    if (ends.length === 0) return moment === at ? null : moment;
    moment = Math.max(...ends);
  }
  const least = leastQuiet(at, hours, zones);
  return least === at ? null : least;
}

/**
 * The quiet span that a moment is in, or the next one: it begins when it becomes quiet in any of the zones.
 * @returns null where it is never quiet, or nobody can say when (see `quietUntil`)
 */
export function quietSpan(
  at: number,
  hours: QuietHours,
  zones: readonly string[],
): { from: number; until: number } | null {
  const now = quietUntil(at, hours, zones);
  if (now !== null) return { from: at, until: now };
  const from = Math.min(...zones.map((zone) => quietStart(at, hours, zone)));
  const until = quietUntil(from, hours, zones);
  return until === null ? null : { from, until };
}

/** When it stops being quiet in a zone; null: it is not quiet there. */
export function quietEnd(at: number, hours: QuietHours, zone: string): number | null {
  return isQuiet(at, hours, zone) ? changeAfter(at, hours, zone, false) : null;
}

/** When it becomes quiet next in a zone where it is not now. */
function quietStart(at: number, hours: QuietHours, zone: string): number {
  return isQuiet(at, hours, zone) ? at : changeAfter(at, hours, zone, true);
}

function isQuiet(at: number, hours: QuietHours, zone: string): boolean {
  const minute = minuteOfDay(at + offsetAt(at, zone));
  const [from, until] = [minutesOf(hours.from), minutesOf(hours.until)];
  return from < until ? from <= minute && minute < until : minute >= from || minute < until;
}

/** The first moment after `at` at which a zone's clock shows the end, or the beginning, or has been set over it. */
function changeAfter(at: number, hours: QuietHours, zone: string, toQuiet: boolean): number {
  const edge = minutesOf(toQuiet ? hours.from : hours.until) * MINUTE;
  let from = at;
  for (;;) {
    const offset = offsetAt(from, zone);
    const found = from + ((edge - ((from + offset) % DAY) + DAY) % DAY);
    const changed = clockChange(from, found, zone);
    if (changed === null) return found;
    // The clock is set in between: what it shows then decides, or the way goes on from there.
    if (isQuiet(changed, hours, zone) === toQuiet) return changed;
    from = changed;
  }
}

/** When a zone's clock is set between two moments, the later one included, to the minute; null: it is not. */
function clockChange(from: number, to: number, zone: string): number | null {
  const before = offsetAt(from, zone);
  if (offsetAt(to, zone) === before) return null;
  let [low, high] = [from, to];
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / 2);
    if (offsetAt(middle, zone) === before) low = middle;
    else high = middle;
  }
  return Math.floor(high / MINUTE) * MINUTE;
}

function leastQuiet(at: number, hours: QuietHours, zones: readonly string[]): number {
  let [best, fewest] = [at, Number.POSITIVE_INFINITY];
  for (let moment = at; moment < at + DAY; moment += LOOK_EVERY_MS - (moment % LOOK_EVERY_MS)) {
    const quiet = zones.filter((zone) => isQuiet(moment, hours, zone)).length;
    if (quiet < fewest) [best, fewest] = [moment, quiet];
  }
  return best;
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function minuteOfDay(localMs: number): number {
  return Math.floor((((localMs % DAY) + DAY) % DAY) / MINUTE);
}

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds; by the zone's own rules, as the runtime knows them. */
export function offsetAt(at: number, zone: string): number {
  const second = Math.floor(at / 1_000) * 1_000;
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(second)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter takes a hundred times as long as using it. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  clocks.set(zone, clock);
  return clock;
}
