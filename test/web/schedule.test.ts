import { isQuietThere, leadTimeLabel, quietNow } from '../../src/web/conversations/schedule/lead-time';
import type { LeadClock } from '../../src/web/conversations/schedule/queries';
import { fromField, offeredTimes, timeProblem, toField } from '../../src/web/conversations/schedule/send-times';

const NOW = Date.parse('2026-02-15T17:00:00Z');
const HOUR = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();
const clock = (parts: Partial<LeadClock> = {}): LeadClock => ({
  ...{ timezones: ['America/New_York'], timezoneKnown: true, quietHours: { from: '21:00', until: '08:00' } },
  ...{ quiet: { from: iso(NOW - HOUR), until: iso(NOW + HOUR) }, answersUntil: null },
  ...parts,
});

describe('what time it is where the lead is', () => {
  test('is told where it is one time, in however many zones', () => {
    expect(leadTimeLabel({ timezones: ['America/New_York'] }, NOW)).toMatch(/^Sun 12:00/);
    expect(leadTimeLabel({ timezones: ['Europe/London', 'Europe/Jersey'] }, NOW)).toMatch(/^Sun/);
    expect(leadTimeLabel({ timezones: ['Europe/London', 'Europe/Rome'] }, NOW)).toBeNull();
    expect(leadTimeLabel({ timezones: [] }, NOW)).toBeNull();
  });

  test.each([
    ['2026-02-16T01:59:00Z', false],
    ['2026-02-16T02:00:00Z', true],
    ['2026-02-16T12:59:00Z', true],
    ['2026-02-16T13:00:00Z', false],
  ])('quiet at %s: %s', (at, quiet) => {
    expect(isQuietThere(clock(), Date.parse(at))).toBe(quiet);
    expect(isQuietThere(clock({ quietHours: null }), Date.parse(at))).toBe(false);
  });

  test('a text sent now waits in the quiet time, unless it answers', () => {
    expect(quietNow(clock(), NOW)).toBe(iso(NOW + HOUR));
    expect(quietNow(clock(), NOW + HOUR)).toBeNull();
    expect(quietNow(clock({ quiet: { from: iso(NOW + 1), until: iso(NOW + HOUR) } }), NOW)).toBeNull();
    expect(quietNow(clock({ quiet: null }), NOW)).toBeNull();
    expect(quietNow(clock({ answersUntil: iso(NOW + 1) }), NOW)).toBeNull();
    expect(quietNow(clock({ answersUntil: iso(NOW) }), NOW)).not.toBeNull();
  });
});

describe('times that are offered', () => {
  const labels = (now: number, given?: LeadClock) => offeredTimes(now, given).map(({ label }) => label);

  test('are all in the future, none twice, the end of quiet hours first', () => {
    expect(labels(NOW, clock())[0]).toBe('After quiet hours');
    for (let day = 0; day < 7; day++) {
      const now = NOW + day * 24 * HOUR;
      const times = offeredTimes(now, undefined).map(({ at }) => at);
      expect(times.every((at) => timeProblem(at, now) === null)).toBe(true);
      expect(new Set(times).size).toBe(times.length);
      expect(labels(now)).not.toContain('After quiet hours');
    }
  });

  test('in the morning are at nine by the person’s own clock', () => {
    for (const { label, at } of offeredTimes(NOW, undefined)) {
      if (label.endsWith('morning')) expect(new Date(at).getHours()).toBe(9);
      if (label.startsWith('Monday')) expect(new Date(at).getDay()).toBe(1);
    }
  });
});

test('what a field holds is the time that was put into it, to the minute', () => {
  const minute = Date.parse('2026-02-15T17:23:00Z');
  expect(fromField(toField(minute + 59_999))).toBe(minute);
  expect(fromField('')).toBeNull();
  expect(fromField('2026-02-31')).toBeNull();
});

test.each([
  [null, 'Choose a day'],
  [NOW, 'in the future'],
  [NOW - 1, 'in the future'],
  [NOW + 35 * 24 * HOUR + 1, '35 days'],
])('the time %s is refused: %s', (at, problem) => {
  expect(timeProblem(at, NOW)).toContain(problem);
  expect(timeProblem(NOW + 60_000, NOW)).toBeNull();
});
