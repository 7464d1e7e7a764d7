/**
 * What time it is at the server. A countdown to a time of the server's would lie on a computer whose clock is wrong, so
 * every answer's `Date` narrows down by how much the two differ.
 */
export interface ClockDifference {
  /** The server's clock is at least so far ahead of ours, milliseconds; negative: behind. */
  least: number;
  most: number;
}

/** The header counts whole seconds and cuts off the rest. */
const HEADER_RESOLUTION_MS = 1_000;

/**
 * Narrows the difference down by one answer: its `Date` was the server's time at some moment between asking and answering.
 * An answer that contradicts what was known (somebody set a clock) begins anew.
 * @param askedAt our clock, milliseconds since 1970, as is `answeredAt`
 */
export function narrowed(
  known: ClockDifference | null,
  date: string | null,
  askedAt: number,
  answeredAt: number,
): ClockDifference | null {
  const server = Date.parse(date ?? '');
  if (Number.isNaN(server)) return known;
  const least = server - answeredAt;
  const most = server + HEADER_RESOLUTION_MS - askedAt;
  if (known === null || least > known.most || most < known.least) return { least, most };
  return { least: Math.max(least, known.least), most: Math.min(most, known.most) };
}

let difference: ClockDifference | null = null;

/** Learns from an answer of the server. */
export function noteServerTime(date: string | null, askedAt: number, answeredAt: number): void {
  difference = narrowed(difference, date, askedAt, answeredAt);
}

/** The server's time as well as it is known, milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + (difference === null ? 0 : (difference.least + difference.most) / 2);
}
