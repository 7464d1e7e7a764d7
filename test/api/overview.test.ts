import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { created } from './build-world';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi();
});
afterAll(() => parley?.stop());

const ask = async (query: Record<string, string>) => {
  const { operator } = await parley.newTenant();
  return operator('GET', `/api/v1/overview?${new URLSearchParams(query)}`);
};

test('without a range it is of the last seven days, by the day', async () => {
  const { from, to, timezone, bucket, buckets } = await created(ask({}));
  expect(Date.parse(to) - Date.parse(from)).toBe(7 * 86_400_000);
  expect([timezone, bucket]).toEqual(['UTC', 'day']);
  expect([7, 8]).toContain(buckets.length);
});

test.each([
  ['two days by the hour', '2026-03-01T00:00:00Z', '2026-03-03T00:00:00Z', 'UTC', 48],
  [
    'two days, one of them of 25 hours, by the hour',
    '2026-11-01T04:00:00Z',
    '2026-11-03T05:00:00Z',
    'America/New_York',
    49,
  ],
  ['three days by the day', '2026-03-01T00:00:00+01:00', '2026-03-04T00:00:00+01:00', 'Europe/Berlin', 3],
  [
    '92 days over a change of the clocks',
    '2026-09-01T00:00:00-04:00',
    '2026-12-02T00:00:00-05:00',
    'America/New_York',
    92,
  ],
])('%s', async (_what, from, to, timezone, buckets) => {
  const answer = await created(ask({ from, to, timezone }));
  expect(answer.buckets).toHaveLength(buckets);
  expect(Date.parse(answer.buckets[0].start)).toBe(Date.parse(from));
});

test.each([
  ['an end before the beginning', { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' }, 'to'],
  ['nothing between', { from: '2026-03-02T00:00:00Z', to: '2026-03-02T00:00:00Z' }, 'to'],
  ['more than 92 days', { from: '2026-01-01T00:00:00Z', to: '2026-04-04T00:00:00Z' }, 'from'],
  ['a zone that there is not', { timezone: 'Mars/Olympus' }, 'timezone'],
  ['an offset in place of a zone', { timezone: '+05:00' }, 'timezone'],
  ['a time that is none', { from: 'yesterday' }, 'from'],
])('refuses %s', async (_what, query, field) => {
  const { status, body } = await ask(query as Record<string, string>);
  expect([status, body.error?.details?.[0]?.field]).toEqual([400, field]);
});
