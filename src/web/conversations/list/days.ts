import type { ListFilters } from '../filters';

/** What the spans of days are called. */
export const DAYS_LABELS: Record<NonNullable<ListFilters['days']>, string> = {
  today: 'Today',
  yesterday: 'Yesterday',
  '7': 'Last 7 days',
  '30': 'Last 30 days',
  custom: 'Other days',
};

/**
 * The times between which the newest activity has to lie, for days in the person's zone.
 * @returns `from` inclusive and `to` exclusive, ISO 8601; what is not there does not bound
 */
export function spanOf({ days, from, to }: ListFilters, now: Date): { from?: string; to?: string } {
  if (days === undefined) return {};
  if (days === 'custom') {
    return { ...(from && { from: startOf(from, 0) }), ...(to && { to: startOf(to, 1) }) };
  }
  if (days === 'yesterday') return { from: daysBefore(now, 1), to: daysBefore(now, 0) };
  return { from: daysBefore(now, days === 'today' ? 0 : Number(days) - 1) };
}

/** The start of a day before today. Days are counted on the calendar: one of them may have 23 or 25 hours. */
function daysBefore(now: Date, days: number): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString();
}

/** The start of a day, YYYY-MM-DD, or of one after it. */
function startOf(day: string, daysAfter: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysAfter).toISOString();
}
