import fc from 'fast-check';
import { offsetAt, type QuietHours, quietSpan, quietUntil } from '../../src/domain/quiet-hours';

const NIGHT: QuietHours = { from: '21:00', until: '08:00' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const NEW_YORK = 'America/New_York';
const [LOS_ANGELES, GUAM, LONDON] = ['America/Los_Angeles', 'Pacific/Guam', 'Europe/London'];
const AROUND = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? `Etc/GMT+${hour}` : `Etc/GMT-${24 - hour}`));

test.each<[what: string, at: string, hours: QuietHours, zones: string[], until: string | null]>([
  ['by day', '2026-02-15T17:00:00Z', NIGHT, [NEW_YORK], null],
  ['in the evening', '2026-02-16T03:00:00Z', NIGHT, [NEW_YORK], '2026-02-16T13:00:00Z'],
  ['after midnight', '2026-02-16T05:30:30Z', NIGHT, [NEW_YORK], '2026-02-16T13:00:00Z'],
  ['at their first minute', '2026-02-16T02:00:00Z', NIGHT, [NEW_YORK], '2026-02-16T13:00:00Z'],
  ['a moment before it', '2026-02-16T01:59:59.999Z', NIGHT, [NEW_YORK], null],
  ['in their last moment', '2026-02-16T12:59:59.999Z', NIGHT, [NEW_YORK], '2026-02-16T13:00:00Z'],
  ['at their end', '2026-02-16T13:00:00Z', NIGHT, [NEW_YORK], null],
  [
    'at noon, where they are at noon',
    '2026-02-15T17:30:00Z',
    { from: '12:00', until: '13:15' },
    [NEW_YORK],
    '2026-02-15T18:15:00Z',
  ],
  ['quiet in one of two', '2026-02-16T03:30:00Z', NIGHT, [NEW_YORK, LOS_ANGELES], '2026-02-16T16:00:00Z'],
  ['over in the east, not in the west', '2026-02-16T13:00:00Z', NIGHT, [NEW_YORK, LOS_ANGELES], '2026-02-16T16:00:00Z'],
  [
    'the morning of the one is the evening of the other',
    '2026-02-16T13:00:00Z',
    NIGHT,
    [NEW_YORK, GUAM],
    '2026-02-16T22:00:00Z',
  ],
  ['the night in which clocks go forward', '2026-03-08T04:00:00Z', NIGHT, [NEW_YORK], '2026-03-08T12:00:00Z'],
  ['the night in which clocks go back', '2026-11-01T03:00:00Z', NIGHT, [NEW_YORK], '2026-11-01T13:00:00Z'],
  [
    'an end that clocks go over',
    '2026-03-29T00:30:00Z',
    { from: '23:00', until: '01:30' },
    [LONDON],
    '2026-03-29T01:00:00Z',
  ],
  [
    'an end that comes twice: the first',
    '2026-10-25T00:15:00Z',
    { from: '23:00', until: '01:30' },
    [LONDON],
    '2026-10-25T00:30:00Z',
  ],
  ['half hours', '2026-02-15T16:00:00Z', NIGHT, ['Asia/Kolkata'], '2026-02-16T02:30:00Z'],
  [
    'no moment is quiet nowhere, and this is one of the best',
    '2026-02-15T12:00:00Z',
    NIGHT,
    ['Etc/GMT+8', 'Etc/GMT', 'Etc/GMT-8'],
    null,
  ],
])('%s, %s', (_what, at, hours, zones, until) => {
  const found = quietUntil(Date.parse(at), hours, zones);
  expect(found && new Date(found).toISOString()).toBe(until && new Date(until).toISOString());
});

const zone = fc.constantFrom(
  ...[NEW_YORK, LOS_ANGELES, GUAM, LONDON, 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns'],
  ...['Africa/Casablanca', 'America/Santiago', 'Pacific/Chatham', 'Asia/Kolkata', 'UTC', 'Pacific/Pago_Pago'],
);
/** Around days on which clocks are set somewhere, and other days. */
const moment = fc
  .tuple(
    fc.constantFrom(
      '2026-03-08',
      '2026-03-29',
      '2026-11-01',
      '2026-10-25',
      '2026-04-05',
      '2026-10-04',
      '2026-02-15',
      '2026-07-01',
    ),
    fc.integer({ min: -24 * 60 * 60, max: 24 * 60 * 60 }),
  )
  .map(([day, seconds]) => Date.parse(`${day}T06:00:00Z`) + seconds * 1_000);
const clock = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
const hours = fc
  .tuple(clock, clock)
  .filter(([from, until]) => from !== until)
  .map(([from, until]) => ({ from, until }));

/** What a zone's clock shows, written by other means than the rule reads it with. */
function shows(at: number, timeZone: string): string {
  const known = watches.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' });
  watches.set(timeZone, known);
  return known.format(at);
}

const watches = new Map<string, Intl.DateTimeFormat>();

function isQuiet(at: number, { from, until }: QuietHours, zones: string[]): boolean {
  return zones.some((timeZone) => {
    const now = shows(at, timeZone);
    return from < until ? from <= now && now < until : now >= from || now < until;
  });
}

test('it is the first minute at which no clock shows quiet hours, whatever is set where', () => {
  fc.assert(
    fc.property(moment, hours, fc.uniqueArray(zone, { minLength: 1, maxLength: 2 }), (at, quiet, zones) => {
      const until = quietUntil(at, quiet, zones);
      if (until === null) return; // looked at below
      expect(until).toBeGreaterThan(at);
      expect(until % MINUTE).toBe(0);
      if (isQuiet(until, quiet, zones)) return; // there is no such moment, or not for two days: the fewest
      // Not every minute, which takes long: the last ones before, and some on the way.
      for (let back = 1; back < 60 && until - back * MINUTE > at; back++) {
        expect(isQuiet(until - back * MINUTE, quiet, zones)).toBe(true);
      }
      for (let on = at; on < until; on += 47 * MINUTE) expect(isQuiet(on, quiet, zones)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('nothing waits where no clock shows quiet hours', () => {
  fc.assert(
    fc.property(moment, hours, zone, (at, quiet, one) => {
      expect(quietUntil(at, quiet, [one]) === null).toBe(!isQuiet(at, quiet, [one]));
    }),
    { numRuns: 200 },
  );
});

test('nothing waits for ever: a day, and what clocks are set by, is the longest', () => {
  fc.assert(
    fc.property(moment, hours, (at, quiet) => {
      const until = quietUntil(at, quiet, AROUND);
      expect((until ?? at) - at).toBeLessThanOrEqual(26 * HOUR);
    }),
    { numRuns: 10 },
  );
});

test('all around the world there is no quiet moment nowhere: it is let go when the fewest sleep', () => {
  const at = Date.parse('2026-02-15T12:00:00Z');
  const until = quietUntil(at, NIGHT, AROUND) ?? at;
  const sleeping = (moment: number) => AROUND.filter((one) => isQuiet(moment, NIGHT, [one])).length;
  expect(sleeping(until)).toBeGreaterThan(0);
  for (let later = at; later < at + 24 * HOUR; later += 15 * MINUTE) {
    expect(sleeping(until)).toBeLessThanOrEqual(sleeping(later));
  }
});

test('the span that is now, or comes next', () => {
  const iso = (at: string) => {
    const span = quietSpan(Date.parse(at), NIGHT, [NEW_YORK, LOS_ANGELES]);
    return span && [span.from, span.until].map((edge) => new Date(edge).toISOString());
  };
  expect(iso('2026-02-15T20:00:00Z')).toEqual(['2026-02-16T02:00:00.000Z', '2026-02-16T16:00:00.000Z']);
  expect(iso('2026-02-16T03:00:00Z')).toEqual(['2026-02-16T03:00:00.000Z', '2026-02-16T16:00:00.000Z']);
});

test('offsets are those of the zone on that day', () => {
  expect(offsetAt(Date.parse('2026-01-15T12:00:00Z'), NEW_YORK)).toBe(-5 * HOUR);
  expect(offsetAt(Date.parse('2026-07-15T12:00:00Z'), NEW_YORK)).toBe(-4 * HOUR);
  expect(offsetAt(Date.parse('2026-07-15T12:00:00Z'), 'Asia/Kathmandu')).toBe(5.75 * HOUR);
});
