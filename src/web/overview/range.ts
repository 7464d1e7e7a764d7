/** The time that the overview is about: a span of days by name, or `custom` with `from` and `to`. */
export interface OverviewRange {
  days: 'today' | '7' | '30' | 'custom';
  /** Days as YYYY-MM-DD in the person's zone; both are part of the range. */
  from?: string;
  to?: string;
}

const SPANS = ['today', '7', '30'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAYS_BACK = { today: 0, '7': 6, '30': 29 } as const;

/** The range of an address; seven days where it names none, or none that can be. */
export function rangeOf(search: Record<string, unknown>): OverviewRange {
  const { from, to } = search;
  if (search.days === 'custom' && isDay(from) && isDay(to)) {
    return from <= to ? { days: 'custom', from, to } : { days: 'custom', from: to, to: from };
  }
  return { days: SPANS.find((span) => span === search.days) ?? '7' };
}

/** Whether something is a day that the calendar has. */
export function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !DAY.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

/** When a range begins and ends, ISO 8601: whole days in the person's zone, the last one up to now. */
export function timesOf(range: OverviewRange, now: Date): { from: string; to: string } {
  if (range.days !== 'custom' || range.from === undefined || range.to === undefined) {
    const back = range.days === 'custom' ? DAYS_BACK['7'] : DAYS_BACK[range.days];
    const from = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
    // At midnight to the millisecond today has not begun: a range has to have some length.
    return { from: from.toISOString(), to: new Date(Math.max(now.getTime(), from.getTime() + 1)).toISOString() };
  }
  return { from: startOf(range.from, 0).toISOString(), to: startOf(range.to, 1).toISOString() };
}

function startOf(day: string, later: number): Date {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year!, month! - 1, date! + later);
}
