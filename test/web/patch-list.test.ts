import type { ListData } from '../../src/web/live/cache-keys';
import { patchList } from '../../src/web/live/patch-list';
import { changedRow, textTold, together } from './changes';

const ALL = { matches: () => true, isBeingRead: () => false };

/** Pages of conversations, `a5` meaning: conversation a, newest activity at minute 5. */
function listOf(pages: string[][], next: string | null = null): ListData {
  return {
    pages: pages.map((page, index) => ({
      items: page.map((name) => ({ ...changedRow(name[0]!, Number(name.slice(1))), unread: 0 })),
      next: index === pages.length - 1 ? next : `after page ${index}`,
    })),
    pageParams: pages.map((_, index) => (index === 0 ? null : `after page ${index - 1}`)),
  };
}

const order = (data: ListData) => data.pages.map((page) => page.items.map((row) => row.interactionId).join(''));
const unread = (data: ListData) =>
  Object.fromEntries(data.pages.flatMap((page) => page.items).map((row) => [row.interactionId, row.unread]));
const inbound = (name: string, minute: number, seq = minute) =>
  textTold(changedRow(name, minute), { messageId: `msg_${name}${seq}`, seq, minute });

test('a conversation that a text comes to moves to the front, over pages', () => {
  const list = listOf(
    [
      ['a9', 'b8'],
      ['c7', 'd6'],
    ],
    'more',
  );
  const { data } = patchList(list, inbound('d', 10), ALL);
  expect(order(data)).toEqual(['dab', 'c']);
  expect(unread(data)).toEqual({ a: 0, b: 0, c: 0, d: 1 });
});

test('told twice it is as told once', () => {
  const changes = together(inbound('c', 10), inbound('a', 11));
  const once = patchList(listOf([['a9', 'b8', 'c7']]), changes, ALL).data;
  expect(order(once)).toEqual(['acb']);
  expect(patchList(once, changes, ALL).data).toEqual(once);
});

test('a conversation that is being read has nothing unread', () => {
  const rules = { ...ALL, isBeingRead: (id: string) => id === 'b' };
  expect(unread(patchList(listOf([['a9', 'b8']]), inbound('b', 10), rules).data)).toEqual({ a: 0, b: 0 });
});

test('our own text moves a conversation and leaves what is unread', () => {
  const list = patchList(listOf([['a9', 'b8']]), inbound('b', 10), ALL).data;
  const ours = textTold(changedRow('b', 11), { messageId: 'msg_ours', seq: 11, minute: 11, direction: 'outbound' });
  expect(unread(patchList(list, ours, ALL).data)).toEqual({ a: 0, b: 1 });
});

test('a new conversation comes in, and what is unread in it has to be asked for', () => {
  const { data, isUnreadUnknown } = patchList(listOf([['a9']]), inbound('n', 10), ALL);
  expect(order(data)).toEqual(['na']);
  expect(isUnreadUnknown).toBe(true);
  expect(patchList(listOf([['a9']]), inbound('a', 10), ALL).isUnreadUnknown).toBe(false);
});

test('one that does not fit the filters any more goes, and one that does not fit stays out', () => {
  const rules = { ...ALL, matches: (row: { status: string }) => row.status !== 'completed' };
  const done = { ...inbound('a', 9), interactions: [changedRow('a', 9, { status: 'completed' })], messages: [] };
  expect(order(patchList(listOf([['a9', 'b8']]), done, rules).data)).toEqual(['b']);
  expect(order(patchList(listOf([['b8']]), done, rules).data)).toEqual(['b']);
});

test('a change without a text leaves a conversation in its place', () => {
  const status = { events: [], messages: [], interactions: [changedRow('b', 8, { status: 'qualified' })] };
  const { data } = patchList(listOf([['a9', 'b8', 'c7']]), status, ALL);
  expect(order(data)).toEqual(['abc']);
  expect(data.pages[0]!.items[1]!.status).toBe('qualified');
});

test('an old one of a page that is not loaded waits for its page; the last one of those that are stays', () => {
  const old = { events: [], messages: [], interactions: [changedRow('z', 1)] };
  expect(order(patchList(listOf([['a9', 'b8']], 'more'), old, ALL).data)).toEqual(['ab']);
  expect(order(patchList(listOf([['a9', 'b8']]), old, ALL).data)).toEqual(['abz']);
  const last = { events: [], messages: [], interactions: [changedRow('b', 8, { status: 'qualified' })] };
  expect(order(patchList(listOf([['a9', 'b8']], 'more'), last, ALL).data)).toEqual(['ab']);
});
