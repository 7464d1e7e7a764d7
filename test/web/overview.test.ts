import {
  answersFinding,
  attentionFinding,
  type Bucket,
  failuresFinding,
  optOutsFinding,
  textsFinding,
} from '../../src/web/overview/findings';
import { rangeOf, timesOf } from '../../src/web/overview/range';

const bucket = (fields: Partial<Bucket>): Bucket => ({
  ...{ start: '2026-02-15T00:00:00.000Z', textsIn: 0, textsOut: 0, notDelivered: 0, optOuts: 0 },
  answers: { count: 0, p50Ms: null, p95Ms: null },
  ...fields,
});
const answers = (count: number, p50Ms: number) => bucket({ answers: { count, p50Ms, p95Ms: p50Ms * 2 } });

test('each plot says in words what it shows', () => {
  const days = [bucket({ textsIn: 1_200, textsOut: 3, notDelivered: 1 }), bucket({ textsIn: 12, optOuts: 2 })];
  expect(textsFinding(days)).toBe(`${(1_212).toLocaleString()} texts in, 3 out`);
  expect(textsFinding([bucket({ textsIn: 1 })])).toBe('1 text in, 0 out');
  expect(failuresFinding(days)).toBe('1 text of 3 was not delivered');
  expect(optOutsFinding(days)).toBe('2 opt-outs');
  const answered = { bucket: 'day', buckets: [answers(1, 5_000), answers(9, 12_000), bucket({}), answers(2, 60_000)] };
  expect(answersFinding(answered as Parameters<typeof answersFinding>[0])).toBe(
    '12 answers by agents; in a usual day half come within 12 s',
  );
  expect(attentionFinding({ count: 3, medianWaitMs: 7_200_000 })).toBe(
    '3 conversations need a person, half of them for 2 h or longer',
  );
  expect(attentionFinding({ count: 1, medianWaitMs: 240_000 })).toBe('1 conversation needs a person, for 4 min');
});

test('nothing is said as nothing', () => {
  expect(textsFinding([])).toBe('No texts');
  expect(failuresFinding([bucket({})])).toBe('Nothing was sent');
  expect(failuresFinding([bucket({ textsOut: 4 })])).toContain('Every text was delivered');
  expect(optOutsFinding([])).toBe('Nobody opted out');
  expect(answersFinding({ bucket: 'hour', buckets: [bucket({})] })).toBe('No answers by agents');
  expect(attentionFinding({ count: 0, medianWaitMs: null })).toBe('No conversation waits for a person');
});

test('a range comes from the address, the usual one where it names none that can be', () => {
  expect(rangeOf({ days: '30' })).toEqual({ days: '30' });
  expect(rangeOf({ days: 'custom', from: '2026-02-01', to: '2026-02-03' })).toEqual({
    ...{ days: 'custom', from: '2026-02-01', to: '2026-02-03' },
  });
  expect(rangeOf({ days: 'custom', from: '2026-02-03', to: '2026-02-01' })).toMatchObject({ from: '2026-02-01' });
  for (const search of [
    {},
    { days: 'ever' },
    { days: 'custom' },
    { days: 'custom', from: '2026-02-30', to: '2026-03-01' },
  ]) {
    expect(rangeOf(search)).toEqual({ days: '7' });
  }
});

test('days are whole, in the person’s zone', () => {
  const now = new Date(2026, 1, 15, 14, 30);
  expect(timesOf({ days: 'today' }, now)).toEqual({
    from: new Date(2026, 1, 15).toISOString(),
    to: now.toISOString(),
  });
  expect(timesOf({ days: '7' }, now).from).toBe(new Date(2026, 1, 9).toISOString());
  expect(timesOf({ days: 'custom', from: '2026-01-31', to: '2026-02-01' }, now)).toEqual({
    from: new Date(2026, 0, 31).toISOString(),
    to: new Date(2026, 1, 2).toISOString(),
  });
  const midnight = new Date(2026, 1, 15);
  expect(Date.parse(timesOf({ days: 'today' }, midnight).to)).toBeGreaterThan(midnight.getTime());
});
