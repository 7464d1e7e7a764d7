import { spanOf } from '../../src/web/conversations/list/days';

/** A Sunday in this machine's zone, in the middle of the day. */
const NOW = new Date(2026, 2, 29, 14, 30);
const day = (month: number, date: number) => new Date(2026, month - 1, date).toISOString();

test.each([
  { what: 'no days do not bound', filters: {}, span: {} },
  { what: 'today begins at midnight', filters: { days: 'today' as const }, span: { from: day(3, 29) } },
  { what: 'yesterday ends there', filters: { days: 'yesterday' as const }, span: { from: day(3, 28), to: day(3, 29) } },
  { what: 'the last 7 days hold today', filters: { days: '7' as const }, span: { from: day(3, 23) } },
  {
    what: 'the last 30 days reach into the month before',
    filters: { days: '30' as const },
    span: { from: day(2, 28) },
  },
  {
    what: 'other days hold both their ends',
    filters: { days: 'custom' as const, from: '2026-02-27', to: '2026-02-28' },
    span: { from: day(2, 27), to: day(3, 1) },
  },
  { what: 'one end is enough', filters: { days: 'custom' as const, to: '2026-12-31' }, span: { to: day(13, 1) } },
])('$what', ({ filters, span }) => {
  expect(spanOf(filters, NOW)).toEqual(span);
});
