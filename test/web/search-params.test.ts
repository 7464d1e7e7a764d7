import { defaultStringifySearch } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '../../src/web/app/search-params';

test.each<[search: Record<string, unknown>, address: string]>([
  [{}, ''],
  [{ days: '7', status: 'in_progress' }, '?days=7&status=in_progress'],
  [{ search: '2025550143', campaignId: undefined }, '?search=2025550143'],
  [{ search: '+1 202', attention: true }, '?search=%2B1+202&attention=true'],
  [{ search: 'Ann & Bo = "friends"' }, '?search=Ann+%26+Bo+%3D+%22friends%22'],
  [{ search: '' }, '?search='],
])('%j is %s, and comes back as text', (search, address) => {
  expect(stringifySearch(search)).toBe(address);
  const said = Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  expect(parseSearch(address)).toEqual(Object.fromEntries(said));
});

test.each<Record<string, string>>([
  { days: '30', search: '2025550143' },
  { search: 'true' },
  { search: '"Ann"' },
  { search: 'Ann' },
  { why: 'all', lead: 'lead_1' },
])('a link of before, to %j, is read', (search) => {
  expect(parseSearch(defaultStringifySearch(search))).toEqual(search);
});

test.each([
  ['?search="Ann"', '"Ann"'],
  ['?search="', '"'],
  ['?search={"a":1}', '{"a":1}'],
])('in %s nothing is taken for JSON', (address, search) => {
  expect(parseSearch(address)).toEqual({ search });
});
