import fc from 'fast-check';
import { windowEnd } from '../../src/domain/batch';

const CAP_MS = 30_000;

test.each<[what: string, openedAt: number, lastTextAt: number, windowMs: number, end: number]>([
  ['one text: its window after it', 1_000, 1_000, 7_000, 8_000],
  ['a second text moves the end', 0, 5_000, 7_000, 12_000],
  ['the last text that the cap does not touch', 0, 23_000, 7_000, 30_000],
  ['a lead who keeps typing waits 30 s at most', 0, 23_001, 7_000, 30_000],
  ['a text after the cap does not move it', 0, 31_000, 7_000, 30_000],
  ['the shortest window', 0, 0, 1_000, 1_000],
  ['a window of 30 s is its own cap: a second text does not move it', 0, 5_000, 30_000, 30_000],
  ['the longest window is longer than the cap, and is kept', 0, 0, 60_000, 60_000],
  ['of a window longer than 30 s its own length is the cap', 0, 20_000, 60_000, 60_000],
])('%s', (_what, openedAt, lastTextAt, windowMs, end) => {
  expect(windowEnd({ openedAt, lastTextAt, windowMs })).toBe(end);
});

const windows = fc
  .record({
    openedAt: fc.integer({ min: 0, max: 2 ** 42 }),
    typedForMs: fc.integer({ min: 0, max: 120_000 }),
    windowMs: fc.integer({ min: 1_000, max: 60_000 }),
  })
  .map(({ openedAt, typedForMs, windowMs }) => ({ openedAt, lastTextAt: openedAt + typedForMs, windowMs }));

test('a window never ends before it was quiet for its length, unless the cap ends it', () => {
  fc.assert(
    fc.property(windows, (window) => {
      const end = windowEnd(window);
      const cap = window.openedAt + Math.max(CAP_MS, window.windowMs);
      expect(end <= cap && (end === window.lastTextAt + window.windowMs || end === cap)).toBe(true);
      expect(end).toBeGreaterThanOrEqual(window.openedAt + window.windowMs);
    }),
  );
});

test('a further text never makes a window end earlier', () => {
  fc.assert(
    fc.property(windows, fc.integer({ min: 0, max: 60_000 }), (window, later) => {
      const longer = { ...window, lastTextAt: window.lastTextAt + later };
      expect(windowEnd(longer)).toBeGreaterThanOrEqual(windowEnd(window));
    }),
  );
});
