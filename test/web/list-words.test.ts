import { conversationsSearchOf } from '../../src/web/conversations/filters';
import { matches, queryOf } from '../../src/web/conversations/list/list-query';
import { initialsOf, previewOf, unreadLabel } from '../../src/web/conversations/list/preview';
import { changedRow } from './changes';

const NOW = new Date(2026, 1, 15, 14);

test('a search for a number may be written as the page shows numbers', () => {
  expect(queryOf({ search: ' (202) 555-0143 ' }, NOW).search).toBe('2025550143');
  expect(queryOf({ search: '+12025550143' }, NOW).search).toBe('12025550143');
  expect(queryOf({ search: 'lead_demo_jane' }, NOW).search).toBe('lead_demo_jane');
  expect(queryOf({ search: 'j' }, NOW).search).toBeUndefined();
});

test.each([
  { filters: {}, fits: true },
  { filters: { campaignId: 'camp_1', clientId: 'client_1', offerId: 'offer_1', status: 'in_progress' }, fits: true },
  { filters: { campaignId: 'camp_2' }, fits: false },
  { filters: { clientId: 'client_2' }, fits: false },
  { filters: { offerId: 'offer_2' }, fits: false },
  { filters: { status: 'completed' }, fits: false },
  { filters: { attention: true as const }, fits: false },
  { filters: { search: 'JANE d' }, fits: true },
  { filters: { search: '(212) 555' }, fits: true },
  { filters: { search: 'int_a' }, fits: true },
  { filters: { search: 'nobody' }, fits: false },
  { filters: { days: 'custom' as const, from: '2026-02-14', to: '2026-02-16' }, fits: true },
  { filters: { days: 'custom' as const, from: '2026-02-18' }, fits: false },
  { filters: { days: 'custom' as const, to: '2026-02-12' }, fits: false },
])('a changed conversation fits $filters: $fits', ({ filters, fits }) => {
  expect(matches(filters, changedRow('int_a', 10), NOW)).toBe(fits);
});

test('the address gives what it may, and nothing else', () => {
  const search = {
    search: '2025550143',
    status: 'in_progress',
    lead: 'lead_1',
    new: 'yes',
    unknown: '1',
    attention: 'true',
  };
  expect(conversationsSearchOf(search)).toEqual({
    ...{ search: '2025550143', status: 'in_progress', lead: 'lead_1', attention: true },
  });
});

const text = { messageId: 'msg_1', timestamp: '', source: 'manual' as const, message: 'two\nlines' };

test.each([
  { lastMessage: null, preview: { from: null, state: null, isTrouble: false, text: 'No texts yet' } },
  {
    lastMessage: { ...text, direction: 'inbound' as const, state: 'received' as const },
    preview: { from: 'From the lead', state: null, isTrouble: false, text: 'two lines' },
  },
  {
    lastMessage: { ...text, direction: 'outbound' as const, state: 'failed' as const },
    preview: { from: 'From us', state: 'Failed', isTrouble: true, text: 'two lines' },
  },
  {
    lastMessage: { ...text, direction: 'outbound' as const, state: 'queued' as const },
    preview: { from: 'From us', state: 'Waiting to be sent', isTrouble: false, text: 'two lines' },
  },
])('the newest text in one line: $preview', ({ lastMessage, preview }) => {
  expect(previewOf({ lastMessage })).toEqual(preview);
});

test('marks are short', () => {
  expect([1, 99, 100].map(unreadLabel)).toEqual(['1', '99', '99+']);
  expect(initialsOf({ firstName: 'jane', lastName: 'Doe', status: 'new', isTest: false })).toBe('JD');
  expect(initialsOf({ firstName: '', lastName: '', status: 'new', isTest: false })).toBe('');
});
