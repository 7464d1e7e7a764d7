/** The arithmetic of the figures. */

export interface Spread {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** The smallest value that at least `percent` of 100 values do not exceed (nearest rank); NaN of none. */
export function percentile(sorted: readonly number[], percent: number): number {
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.max(Math.ceil((percent / 100) * sorted.length), 1) - 1]!;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    count: sorted.length,
    p50: round(percentile(sorted, 50), 1),
    p95: round(percentile(sorted, 95), 1),
    p99: round(percentile(sorted, 99), 1),
    max: round(percentile(sorted, 100), 1),
  };
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** Adds up times by process name. */
export function sumOf(all: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of all) for (const [name, value] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}

/** Each time divided among `count`, largest first. */
export function shareOf(times: Record<string, number>, count: number): Record<string, number> {
  const shares = Object.entries(times).map(([name, ms]) => [name, round(ms / count, 2)] as const);
  return Object.fromEntries(shares.sort((a, b) => b[1] - a[1]));
}
