import { explainText } from '../../src/web/conversations/why/explain-text';
import { groupEvents, groupsOfText, turnNumber } from '../../src/web/conversations/why/group-events';
import { whyOf } from '../../src/web/conversations/why/why-about';
import type { TimelineEvent } from '../../src/web/words/events';
import type { Message } from '../../src/web/words/labels';

const events: TimelineEvent[] = [
  ['inbound-message', { messageId: 'msg_1', turnId: 'turn_x_1' }],
  ['inbound-message', { messageId: 'msg_2', turnId: 'turn_x_1' }],
  ['status-set', { status: 'follow_up' }],
  ['turn-asked', { turnId: 'turn_x_1', attempt: 1 }],
  ['send', { messageId: 'msg_3', source: 'manual' }],
  ['agent-reply-refused', { messageId: 'msg_4', turnId: 'turn_x_1', outcome: 'answered_by_person' }],
  ['delivery-attempted', { messageId: 'msg_3', verdict: 'accepted' }],
  ['delivery-reported', { messageId: 'msg_4', state: 'sent' }],
].map(([type, data], index) => ({ seq: index + 1, at: '2026-02-15T10:30:00.000Z', type, data }) as TimelineEvent);

test('events are grouped by turn and by text, in the order in which they began', () => {
  const groups = groupEvents(events).map(({ kind, key, events }) => [kind, key, events.map(({ seq }) => seq)]);
  expect(groups).toEqual([
    ['turn', 'turn_x_1', [1, 2, 4, 6, 8]],
    ['other', '3', [3]],
    ['text', 'msg_3', [5, 7]],
  ]);
});

test('no event is lost or doubled, whatever part of the timeline is loaded', () => {
  for (let from = 0; from < events.length; from++) {
    const seqs = groupEvents(events.slice(from)).flatMap((group) => group.events.map(({ seq }) => seq));
    expect(seqs.sort()).toEqual(events.slice(from).map(({ seq }) => seq));
  }
});

test('a text’s events are those of its turn, or its own', () => {
  const keysOf = (messageId: string, of = events) => groupsOfText(groupEvents(of), messageId).map(({ key }) => key);
  expect(keysOf('msg_4')).toEqual(['turn_x_1']);
  expect(keysOf('msg_3')).toEqual(['msg_3']);
  expect(keysOf('msg_9')).toEqual([]);
  // A reply that was too late is told with the turn that was begun before it came.
  const late = [
    ['inbound-message', { messageId: 'msg_1', turnId: 'turn_x_1' }],
    ['status-set', { status: 'qualified' }],
    ['inbound-message', { messageId: 'msg_2', turnId: 'turn_x_2' }],
    ['agent-reply-refused', { messageId: 'msg_5', turnId: 'turn_x_1', outcome: 'stale' }],
  ].map(([type, data], seq) => ({ seq, at: '2026-02-15T10:30:00.000Z', type, data }) as TimelineEvent);
  expect(keysOf('msg_5', late)).toEqual(['turn_x_1', 'turn_x_2']);
  expect(keysOf('msg_1', late)).toEqual(['turn_x_1']);
});

test('a turn’s number is the end of its id', () => {
  expect(turnNumber('turn_01kb7v0c3m6d2k8e9f4g5h6j7n_12')).toBe(12);
  expect(turnNumber('turn_odd')).toBeNull();
});

test('what “Why?” is about is read from the address, and nothing else is', () => {
  expect(whyOf({ why: 'all' })).toEqual({ why: 'all' });
  expect(whyOf({ why: 'msg_01kb' })).toEqual({ why: 'msg_01kb' });
  for (const why of [undefined, '', 'msg_', 'msg_<b>', 'turn_1', 7, ['all']]) expect(whyOf({ why })).toEqual({});
});

test.each([
  [{ state: 'withheld', withheldRule: 'stale' }, 'Why was this withheld?', 'the lead had written again'],
  [{ state: 'withheld', withheldRule: null }, 'Why was this withheld?', 'unknown'],
  [
    { state: 'failed', errorCode: '21610', errorMessage: 'Unsubscribed.' },
    'Why did this fail?',
    ': Unsubscribed (21610).',
  ],
  [{ state: 'undelivered', errorCode: '30003' }, 'Why was this not delivered?', 'Twilio could not deliver it (30003).'],
  [{ state: 'scheduled', scheduledFor: 'asked' }, 'Why does this wait?', 'It was scheduled'],
  [{ state: 'scheduled', scheduledFor: 'quiet_hours' }, 'Why does this wait?', 'It is quiet where the lead may be'],
  [{ state: 'unconfirmed' }, 'Why is this unconfirmed?', 'could get it twice'],
  [{ state: 'queued' }, 'Why does this wait?', 'goes out by itself'],
  [{ state: 'delivered' }, 'What became of this?', 'delivered'],
])('%j is explained', (fields, question, answer) => {
  const explained = explainText({ provider: 'twilio', errorCode: null, errorMessage: null, ...fields } as Message);
  expect(explained.question).toBe(question);
  expect(explained.answer).toContain(answer);
});
