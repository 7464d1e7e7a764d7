/**
 * Where a feed of changes stands: which transactions of Postgres it has seen, as a snapshot of them, and in whose count
 * (docs/decisions/0017).
 */
export interface FeedPosition {
  /** The count of transactions that `snapshot` belongs to: one cluster's and one database's, since its last crash. */
  origin: string;
  /** `xmin:xmax:xip,…`, as `pg_current_snapshot()` has it. */
  snapshot: string;
  /** The first transaction that had not begun … */
  xmax: string;
  /** … and those before it that were still running: together, all that the position has not seen. */
  running: string[];
}

const FORM = /^([0-9a-f]{12})\/((\d{1,19}):(\d{1,19}):((?:\d{1,19}(?:,\d{1,19})*)?))$/;
/** Beyond it, Node refuses a request for its headers. */
export const LONGEST_POSITION = 8_000;

/** A position as the streams name it, in their frames and in `Last-Event-ID`. */
export function positionText({ origin, snapshot }: FeedPosition): string {
  return `${origin}/${snapshot}`;
}

/** @param origin and @param snapshot as Postgres gives them */
export function positionOf(origin: string, snapshot: string): FeedPosition {
  const position = readPositionText(`${origin}/${snapshot}`);
  if (position === null) throw new Error('postgres gave a snapshot that is none');
  return position;
}

/** Reads what `positionText` wrote; null for anything that Postgres would not take as a snapshot, whoever made it up. */
export function readPositionText(text: string): FeedPosition | null {
  const [, origin, snapshot, xmin, xmax, list] = FORM.exec(text) ?? [];
  if (origin === undefined || snapshot === undefined) return null;
  const running = list ? list.split(',') : [];
  const numbers = [xmin, ...running, xmax].map((number) => BigInt(number ?? 0));
  const [least = 0n, most = 0n] = [numbers[0], numbers.at(-1)];
  if (least < 1n || most > 9_223_372_036_854_775_807n || least > most) return null;
  // Rising, each once, and none that had not begun.
  const rising = running.every((_, place) => {
    const number = numbers[place + 1] ?? 0n;
    return number >= least && number < most && (place === 0 || number > (numbers[place] ?? 0n));
  });
  return rising ? { origin, snapshot, xmax: xmax ?? '', running } : null;
}

/** Whether `one` can have been read before `other`, or at once with it, in the same count. */
export function isNotAfter(one: FeedPosition, other: FeedPosition): boolean {
  return one.origin === other.origin && BigInt(one.xmax) <= BigInt(other.xmax);
}
