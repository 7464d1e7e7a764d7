import { decide, resume } from '../../src/domain/conversation';
import { atRest, type ConversationState, newConversation, nextDue } from '../../src/domain/conversation-state';
import {
  apiReply,
  type Case,
  decideAll,
  doNotContact,
  ended,
  heldUntil,
  inbound,
  numbered,
  released,
  reschedule,
  runCase,
  SETTINGS,
  scheduleText,
  send,
  stateInWords,
  time,
  unschedule,
} from './conversation-notation';

const HOUR = 3_600_000;
const scheduled = [scheduleText('msg_1', HOUR)];
const releasing = [...scheduled, time(HOUR)];
const optOut = { ...inbound('msg_9'), consent: 'opted_out' as const } as ReturnType<typeof inbound>;

const CASES: Case[] = [
  [
    'a scheduled text waits for its time, out of the way of others',
    [...scheduled, send('msg_2')],
    ['deliver-message msg_2'],
    { scheduled: ['msg_1 at 3600 (asked)'], outgoing: ['msg_2 delivering'], next: 'scheduled text at 3600' },
  ],
  ['at its time it is released', releasing, ['release-text msg_1'], { scheduled: ['msg_1 releasing'] }],
  [
    'time that passes meanwhile releases nothing again',
    [...releasing, time(HOUR + 5_000)],
    [],
    { scheduled: ['msg_1 releasing'] },
  ],
  [
    'released, it leaves as every text',
    [...releasing, released('msg_1', { outcome: 'released', seq: 2 }, HOUR + 50)],
    ['deliver-message msg_1'],
    { scheduled: [], outgoing: ['msg_1 delivering'] },
  ],
  [
    'released behind another that is on its way, it waits for that',
    [...scheduled, send('msg_2'), time(HOUR), released('msg_1', { outcome: 'released', seq: 3 }, HOUR + 50)],
    [],
    { outgoing: ['msg_2 delivering', 'msg_1 ready'] },
  ],
  ['withheld, it is gone', [...releasing, released('msg_1', { outcome: 'withheld' }, HOUR)], [], { scheduled: [] }],
  [
    'too early by another clock: it is asked again a second later, not at once',
    [...releasing, released('msg_1', { outcome: 'waits', dueAt: HOUR + 3 }, HOUR + 1)],
    [],
    { scheduled: ['msg_1 at 3601.001 (asked)'] },
  ],
  ['cancelled, it is gone', [...scheduled, unschedule('msg_1')], [], { scheduled: [], outgoing: [] }],
  [
    'changed to be sooner, it is due sooner',
    [...scheduled, reschedule('msg_1', 60_000)],
    [],
    { next: 'scheduled text at 60' },
  ],
  [
    'changed to be later while it is released: its release finds out',
    [...releasing, reschedule('msg_1', 2 * HOUR), released('msg_1', { outcome: 'waits', dueAt: 2 * HOUR }, HOUR + 50)],
    [],
    { scheduled: ['msg_1 at 7200 (asked)'] },
  ],
  [
    'changed twice while it is released: the sooner time stands, as a release too early only waits again',
    [
      ...releasing,
      reschedule('msg_1', HOUR + 60_000),
      released('msg_1', { outcome: 'waits', dueAt: 2 * HOUR }, HOUR + 50),
    ],
    [],
    { scheduled: ['msg_1 at 3660 (asked)'] },
  ],
  [
    'two with one time leave in the order in which they were written, one after another',
    [scheduleText('msg_1', HOUR), scheduleText('msg_2', HOUR), time(HOUR)],
    ['release-text msg_1'],
    { scheduled: ['msg_1 releasing', 'msg_2 at 3600 (asked)'] },
  ],
  [
    'the soonest leaves first',
    [scheduleText('msg_1', HOUR), scheduleText('msg_2', HOUR / 2), time(HOUR)],
    ['release-text msg_2'],
    {},
  ],
  [
    'the lead opts out: it is released now, to be withheld',
    [...scheduled, optOut],
    ['release-text msg_1'],
    { scheduled: ['msg_1 releasing'] },
  ],
  ['Do Not Contact is set: the same', [...scheduled, doNotContact(true)], ['release-text msg_1'], {}],
  ['Do Not Contact is lifted: it waits on', [...scheduled, doNotContact(false)], [], {}],
  [
    'an agent’s answer for later is the answer to its turn',
    [inbound('msg_1', 'turn_1'), time(8_000), scheduleText('msg_2', HOUR, 'turn_1')],
    [],
    { turn: null, scheduled: ['msg_2 at 3600 (asked)'] },
  ],
  [
    'a person’s text for later is no answer: the turn goes on',
    [inbound('msg_1', 'turn_1'), scheduleText('msg_2', HOUR)],
    [],
    { turn: 'turn_1 collecting' },
  ],
  [
    'a text that comes into quiet hours waits for their end, and the next is at its turn',
    [send('msg_1'), send('msg_2'), heldUntil('msg_1', HOUR)],
    ['deliver-message msg_2'],
    { scheduled: ['msg_1 at 3600 (quiet_hours)'], outgoing: ['msg_2 delivering'] },
  ],
  [
    'somebody changed it before the workflow heard that it was held: the sooner time stands',
    [send('msg_1'), reschedule('msg_1', 60_000), heldUntil('msg_1', HOUR)],
    [],
    { scheduled: ['msg_1 at 60 (asked)'], outgoing: [] },
  ],
  [
    'the lead opted out while its claim found quiet hours: it is released, and withheld, now',
    [send('msg_1'), { ...optOut, status: 'dnc' } as typeof optOut, heldUntil('msg_1', HOUR)],
    ['release-text msg_1'],
    { outgoing: [] },
  ],
  [
    'an agent’s reply by API is held as well',
    [inbound('msg_1', 'turn_1'), time(8_000), apiReply('msg_2', 'turn_1'), heldUntil('msg_2', HOUR)],
    [],
    { turn: null, scheduled: ['msg_2 at 3600 (quiet_hours)'], next: 'quiet hours end at 3600' },
  ],
];
test.each(CASES)('%s', (_what, given, effects, state) => runCase(given, effects, state));

test('a conversation with a scheduled text does not park before that has left', () => {
  const day = 24 * HOUR;
  const due = 35 * day;
  const { state } = decideAll([scheduleText('msg_1', due), { type: 'status-set', status: 'completed' }]);
  expect(atRest(state)).toBe(false);
  expect(nextDue(state, SETTINGS)).toEqual({ at: due, what: 'scheduled text' });
  const { state: left } = decideAll([scheduleText('msg_1', due), unschedule('msg_1')]);
  expect(atRest(left)).toBe(true);
});

test('a state of the version before, which knows no scheduled texts, goes on', () => {
  const { scheduled: _, ...before } = newConversation('int_1', 0);
  const [fact] = numbered([scheduleText('msg_1', HOUR)]);
  const { state } = decide(before as ConversationState, fact!, SETTINGS);
  expect(stateInWords(state).scheduled).toEqual(['msg_1 at 3600 (asked)']);
  const [sent] = numbered([send('msg_1')]);
  expect(decide(before as ConversationState, sent!, SETTINGS).state.scheduled).toBeUndefined();
});

test('one that became due while nobody watched is released by whoever takes the conversation up', () => {
  const state = {
    ...newConversation('int_1', 0),
    scheduled: [{ messageId: 'msg_1', dueAt: 5, why: 'asked' as const }],
  };
  expect(resume(state, 10).effects).toEqual([{ type: 'release-text', messageId: 'msg_1' }]);
});

test('a text that has been delivered is not held any more', () => {
  const { state } = decideAll([send('msg_1'), ended('msg_1', 'accepted')]);
  expect(state).toMatchObject({ scheduled: [], outgoing: [] });
});
