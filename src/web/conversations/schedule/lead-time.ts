import { zoneTimeLabel } from '../../words/times';
import type { LeadClock } from './queries';

/** The time of day where the lead is, "Tue 4:05 PM"; null where that is not known, or differs between its zones. */
export function leadTimeLabel({ timezones }: Pick<LeadClock, 'timezones'>, at: number): string | null {
  const times = new Set(timezones.map((zone) => zoneTimeLabel(zone, at)));
  const [time] = times;
  return times.size === 1 ? (time ?? null) : null;
}

/** Whether a text that leaves then would wait for the end of quiet hours, as far as can be said before. */
export function isQuietThere(
  { timezones, quietHours }: Pick<LeadClock, 'timezones' | 'quietHours'>,
  at: number,
): boolean {
  if (quietHours === null) return false;
  const { from, until } = quietHours;
  return timezones.some((timeZone) => {
    const shows = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
    return from < until ? from <= shows && shows < until : shows >= from || shows < until;
  });
}

/** Until when a text would have to wait if it left now; null: it would not. */
export function quietNow({ quiet, answersUntil }: LeadClock, now: number): string | null {
  if (quiet === null || now < Date.parse(quiet.from) || now >= Date.parse(quiet.until)) return null;
  return answersUntil !== null && now < Date.parse(answersUntil) ? null : quiet.until;
}
