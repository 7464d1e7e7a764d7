/** Times as people read them, in their own zone and their browser's language. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const datedYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const longDayYear = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const decimals = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** How long ago, as short as a list has room for: "now", "4 min", "2:10 PM", "Mon", "3 Feb". */
export function agoLabel(iso: string, now: number): string {
  const at = new Date(iso);
  const ago = now - at.getTime();
  if (ago < MINUTE) return 'now';
  if (ago < HOUR) return `${Math.floor(ago / MINUTE)} min`;
  if (dayKey(iso) === dayKey(new Date(now).toISOString())) return time.format(at);
  if (ago < 6 * DAY) return weekday.format(at);
  return at.getFullYear() === new Date(now).getFullYear() ? date.format(at) : datedYear.format(at);
}

export function timeLabel(iso: string): string {
  return time.format(new Date(iso));
}

/** A time of day to the second, where the order of things matters. */
export function secondsLabel(iso: string): string {
  return seconds.format(new Date(iso));
}

/** A day as the separator in a thread names it: "Today", "Yesterday", "Tuesday, 3 February". */
export function dayLabel(iso: string, now: number): string {
  const day = dayKey(iso);
  if (day === dayKey(new Date(now).toISOString())) return 'Today';
  if (day === dayKey(new Date(now - DAY).toISOString())) return 'Yesterday';
  const at = new Date(iso);
  return (at.getFullYear() === new Date(now).getFullYear() ? longDay : longDayYear).format(at);
}

/** A time in full, with its zone, for who wants it exactly. */
export function wholeLabel(iso: string): string {
  return whole.format(new Date(iso));
}

/** The day of a time in the person's zone, YYYY-MM-DD. */
export function dayKey(iso: string): string {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** A length of time as short as it can be said: "800 ms", "7 s", "4 min", "3 h". */
export function durationLabel(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${decimals.format(ms / 1_000)} s`;
  if (ms < 2 * MINUTE) return `${Math.round(ms / 1_000)} s`;
  if (ms < 2 * HOUR) return `${Math.round(ms / MINUTE)} min`;
  return `${Math.round(ms / HOUR)} h`;
}

/** The time of day in a zone, with the weekday: "Tue 4:05 PM"; null where the zone is not known. */
export function zoneTimeLabel(timezone: string, now: number): string | null {
  try {
    const format = { weekday: 'short', hour: 'numeric', minute: '2-digit', timeZone: timezone } as const;
    return new Intl.DateTimeFormat(undefined, format).format(now);
  } catch {
    return null;
  }
}

/** A day and its time: "3 Feb, 2:10 PM"; with the year where it is another. */
export function dayTimeLabel(iso: string, now: number): string {
  const at = new Date(iso);
  const day = at.getFullYear() === new Date(now).getFullYear() ? date : datedYear;
  return `${day.format(at)}, ${time.format(at)}`;
}

/** An hour or a day of a plot, as short as an axis has room for: "2:00 PM", "3 Feb". */
export function bucketLabel(start: string, bucket: 'hour' | 'day'): string {
  return (bucket === 'hour' ? time : date).format(new Date(start));
}
