/** Nobody waits longer than this for an answer because they keep typing (or than the window itself, if that is longer). */
const LONGEST_MS = 30_000;

/**
 * When a batch window ends, in milliseconds since 1970. The window is a quiet time: it ends when no further text came for
 * its length, and at the latest 30 s (or its length, if longer) after the first.
 */
export function windowEnd(window: { openedAt: number; lastTextAt: number; windowMs: number }): number {
  const longest = Math.max(LONGEST_MS, window.windowMs);
  return Math.min(window.lastTextAt + window.windowMs, window.openedAt + longest);
}
