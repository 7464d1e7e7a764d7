/**
 * Gap recovery: a sweep reads what the provider got for one of our numbers since the last one, and takes in what is missing.
 */

/**
 * So much of what was read before is read again, in milliseconds: the provider's clock is not ours, and a text may be
 * listed some time after it came. What is known already is left out, so it costs a look, and nothing else.
 */
export const SWEEP_OVERLAP_MS = 600_000;

/** A webhook that comes later than this after its text did not come at once, and the text keeps both times; milliseconds. */
export const COMES_AT_ONCE_MS = 5_000;

/** A text in a provider's list of what came to one of our numbers. */
export interface ListedText {
  providerMessageId: string;
  from: string;
  /** When the provider got it, by its clock; milliseconds since 1970. */
  writtenAt: number;
}

/** What is known here of a listed text. Milliseconds since 1970. */
export interface KnownInbound {
  providerMessageId: string;
  arrivedAt: number;
  /** Null: it counts as written when it arrived. */
  writtenAt: number | null;
}

/**
 * The listed texts that are to be taken in: those that are missing, and those that did not come at once or overtook
 * one another, for when they were written to be noted. A provider's times are coarser than ours, so each text is put after those before it of the same lead:
 * a conversation is read by these times.
 * @param listed oldest first
 */
export function textsToTakeIn<Text extends ListedText>(
  listed: readonly Text[],
  known: readonly KnownInbound[],
): Text[] {
  const knownById = new Map(known.map((text) => [text.providerMessageId, text]));
  const newest = new Map<string, number>();
  return listed.flatMap((text) => {
    const here = knownById.get(text.providerMessageId);
    const before = newest.get(text.from) ?? 0;
    const place = placeOf(text, here, before);
    const writtenAt = place ?? Math.max(text.writtenAt, before + 1);
    newest.set(text.from, Math.max(before, writtenAt));
    return place === null ? [{ ...text, writtenAt }] : [];
  });
}

/** Where a text stands already; null: it is missing, came late, or overtook one that the provider had before it. */
function placeOf(text: ListedText, here: KnownInbound | undefined, before: number): number | null {
  if (here === undefined || here.writtenAt !== null) return here?.writtenAt ?? null;
  const atOnce = here.arrivedAt - text.writtenAt < COMES_AT_ONCE_MS && here.arrivedAt > before;
  return atOnce ? here.arrivedAt : null;
}

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** How long a number rests after so many failures in a row, in milliseconds: 1 min, 2, 4 … 60. */
export function sweepPause(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}
