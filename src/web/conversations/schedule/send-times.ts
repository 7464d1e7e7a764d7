import { quietNow } from './lead-time';
import type { LeadClock } from './queries';

/** Times of the person's own zone, for when a text is to leave. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** As the API has it. */
const LONGEST_AHEAD_MS = 35 * DAY;
/** When a working day begins, for the times that are offered. */
const MORNING = 9;
const MONDAY = 1;

/** A time that is offered, in words. */
export interface OfferedTime {
  label: string;
  at: number;
}

/** What is worth offering: when quiet hours end, in an hour, tomorrow morning, next Monday morning. */
export function offeredTimes(now: number, clock: LeadClock | undefined): OfferedTime[] {
  const quietUntil = clock && quietNow(clock, now);
  const tomorrow = morningAfter(now, 1);
  const monday = morningAfter(now, (MONDAY - new Date(now).getDay() + 7) % 7 || 7);
  return [
    ...(quietUntil ? [{ label: 'After quiet hours', at: Date.parse(quietUntil) }] : []),
    { label: 'In an hour', at: Math.ceil((now + HOUR) / 60_000) * 60_000 },
    { label: 'Tomorrow morning', at: tomorrow },
    ...(monday === tomorrow ? [] : [{ label: 'Monday morning', at: monday }]),
  ];
}

function morningAfter(now: number, days: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, MORNING).getTime();
}

/** A time as a field of type `datetime-local` has it: YYYY-MM-DDTHH:mm. */
export function toField(at: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const time = new Date(at);
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** What a field of type `datetime-local` holds, in milliseconds since 1970; null: no time. */
export function fromField(value: string): number | null {
  const at = new Date(value).getTime();
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) && !Number.isNaN(at) ? at : null;
}

/** What is wrong with a time to send; null: nothing. */
export function timeProblem(at: number | null, now: number): string | null {
  if (at === null) return 'Choose a day and a time';
  if (at <= now) return 'Choose a time in the future';
  return at - now > LONGEST_AHEAD_MS ? 'At most 35 days ahead' : null;
}
