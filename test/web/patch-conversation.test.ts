import { type Head, type MessagesData, NEWEST, type TimelineData } from '../../src/web/live/cache-keys';
import { changesOf, patchHead, patchMessages, patchTimeline } from '../../src/web/live/patch-conversation';
import { at, changedRow, message, textTold, together } from './changes';

/** Pages of texts by their numbers, the newest page first. */
function textsOf(...pages: number[][]): MessagesData {
  return {
    pages: pages.map((seqs, index) => ({
      messages: seqs.map((seq) => message({ messageId: `msg_${seq}`, seq })),
      next: null,
      previous: index === pages.length - 1 ? null : seqs[0]!,
    })),
    pageParams: pages.map((_, index) => (index === 0 ? NEWEST : pages[index - 1]![0]!)),
  };
}

const seqs = (data: MessagesData) => data.pages.map((page) => page.messages.map(({ seq }) => seq));
const told = (...all: { messageId: string; seq: number }[]) => ({
  events: [],
  interactions: [],
  messages: all.map((one) => message({ ...one, state: 'sent', direction: 'outbound' })),
});

test('a new text comes at the end of the newest page', () => {
  expect(seqs(patchMessages(textsOf([5, 7], [1, 3]), told({ messageId: 'msg_9', seq: 9 })))).toEqual([
    [5, 7, 9],
    [1, 3],
  ]);
});

test('a known text is exchanged where it is, however often it is told', () => {
  const changes = told({ messageId: 'msg_3', seq: 3 }, { messageId: 'msg_7', seq: 7 });
  const once = patchMessages(textsOf([5, 7], [1, 3]), changes);
  expect(seqs(once)).toEqual([
    [5, 7],
    [1, 3],
  ]);
  expect(once.pages[1]!.messages[1]!.state).toBe('sent');
  expect(patchMessages(once, changes)).toEqual(once);
});

test('a scheduled text that leaves moves to where it left, and is not there twice', () => {
  const changes = told({ messageId: 'msg_3', seq: 9 });
  const once = patchMessages(textsOf([5, 7], [1, 3]), changes);
  expect(seqs(once)).toEqual([[5, 7, 9], [1]]);
  expect(patchMessages(once, changes)).toEqual(once);
});

test('texts come into their order, whatever the order they are told in', () => {
  const changes = told({ messageId: 'msg_9', seq: 9 }, { messageId: 'msg_6', seq: 6 }, { messageId: 'msg_8', seq: 8 });
  expect(seqs(patchMessages(textsOf([5, 7]), changes))).toEqual([[5, 6, 7, 8, 9]]);
});

test('a text from before what is loaded is left for its page', () => {
  expect(seqs(patchMessages(textsOf([5, 7]), told({ messageId: 'msg_3', seq: 3 })))).toEqual([[5, 7]]);
});

test('a text is not put after a gap, when the newest page was dropped', () => {
  const far: MessagesData = { ...textsOf([1, 3]), pageParams: [5] };
  expect(seqs(patchMessages(far, told({ messageId: 'msg_9', seq: 9 })))).toEqual([[1, 3]]);
});

test('the first text opens an empty conversation', () => {
  expect(seqs(patchMessages(textsOf([]), told({ messageId: 'msg_1', seq: 1 })))).toEqual([[1]]);
});

test('the timeline takes each event once, without whose it is', () => {
  const timeline: TimelineData = {
    pages: [{ events: [{ seq: 1, at: at(1), type: 'created', data: {} }], next: null, previous: null }],
    pageParams: [NEWEST],
  };
  const changes = textTold(changedRow('a', 2), { messageId: 'msg_2', seq: 2, minute: 2 });
  const once = patchTimeline(timeline, changes);
  expect(once.pages[0]!.events.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(once.pages[0]!.events[1]).not.toHaveProperty('interactionId');
  expect(patchTimeline(once, changes)).toEqual(once);
});

test('a conversation takes its own of what happened to several', () => {
  const changes = together(
    textTold(changedRow('a', 2), { messageId: 'msg_a', seq: 2, minute: 2 }),
    textTold(changedRow('b', 3), { messageId: 'msg_b', seq: 7, minute: 3 }),
  );
  const own = changesOf(changes, 'b');
  expect(own.events.map(({ seq }) => seq)).toEqual([7]);
  expect(own.interactions.map(({ interactionId }) => interactionId)).toEqual(['b']);
  expect(own.messages.map(({ messageId }) => messageId)).toEqual(['msg_b']);
});

test('the head shows the newest, and counts what is unread once', () => {
  const head = { ...changedRow('a', 1), unread: 1, lastSeq: 1, readSeq: 0, turn: null } as Head;
  const changes = textTold(changedRow('a', 2, { status: 'follow_up' }), { messageId: 'msg_2', seq: 2, minute: 2 });
  const once = patchHead(head, changes);
  expect(once).toMatchObject({ status: 'follow_up', lastSeq: 2, unread: 2, readSeq: 0 });
  expect(patchHead(once, changes)).toEqual(once);
});
