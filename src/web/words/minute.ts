import { useSyncExternalStore } from 'react';

const MINUTE = 60_000;

let now = Date.now();
const watchers = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

function watch(tell: () => void): () => void {
  watchers.add(tell);
  ticking ??= setInterval(() => {
    now = Date.now();
    for (const each of watchers) each();
  }, MINUTE / 2);
  return () => {
    watchers.delete(tell);
    if (watchers.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** The time, in milliseconds since 1970, anew twice a minute: for words such as "4 min" of many rows, by one timer. */
export function useMinute(): number {
  return useSyncExternalStore(watch, () => {
    // Nothing ticked while nobody watched.
    if (Date.now() - now > MINUTE / 2) now = Date.now();
    return now;
  });
}
