import type { UnsentText } from '../../src/web/conversations/composer/unsent-text';
import type { ConversationEvent } from '../../src/web/conversations/thread/system-lines';
import { movedBy, numbered, type ThreadItem, threadItems } from '../../src/web/conversations/thread/thread-items';
import type { Turn } from '../../src/web/conversations/thread/turn-words';
import type { Message } from '../../src/web/words/labels';

/** A text by its number; a minute apart, unless `at` says when. */
function text(seq: number, more: Partial<Message> = {}): Message {
  return {
    messageId: `msg_${seq}`,
    ...{
      seq,
      timestamp: new Date(2026, 1, 3, 10, seq).toISOString(),
      direction: 'inbound',
      role: 'user',
      source: 'inbound',
    },
    ...{ message: `text ${seq}`, from: '+12025550143', to: '+12025550100', state: 'received', withheldRule: null },
    ...{ segments: 1, provider: 'twilio', providerMessageId: null, errorCode: null, errorMessage: null },
    ...{ turnId: null, sentBy: null, sendAt: null, scheduledFor: null, writtenAt: null, late: false },
    ...more,
  };
}

const ours = (seq: number, more: Partial<Message> = {}) =>
  text(seq, { direction: 'outbound', role: 'agent', source: 'manual', state: 'sent', sentBy: 'user_1', ...more });

const event = (seq: number, type: string, data = {}): ConversationEvent => ({
  ...{ seq, type, data },
  at: new Date(2026, 1, 3, 10, seq).toISOString(),
});

const unsent = (more: Partial<UnsentText> = {}): UnsentText => ({
  ...{ key: 'key-1', leadId: 'lead_1', interactionId: 'int_1', message: 'on its way', afterSeq: 9, pageId: 'page' },
  ...{ writtenAt: new Date(2026, 1, 3, 11).toISOString(), state: 'sending' },
  ...more,
});

const turn: Turn = {
  ...{ turnId: 'turn_2', state: 'asking', windowMs: 7000, attempts: 1, agentName: 'Demo agent' },
  ...{ openedAt: '2026-02-03T10:00:00Z', lastTextAt: '2026-02-03T10:00:00Z', windowEndsAt: '2026-02-03T10:00:07Z' },
};

const NOTHING = { messages: [], events: [], fromSeq: 0, unsent: [], arrived: new Map<string, string>(), turn: null };
const thread = (sources: Partial<Parameters<typeof threadItems>[0]>) => threadItems({ ...NOTHING, ...sources });
const keys = (items: readonly ThreadItem[]) => items.map(({ key }) => key);

test('texts and what happened between them stand in the order in which they came, under their days', () => {
  const items = thread({
    messages: [text(1), ours(4), text(9, { timestamp: new Date(2026, 1, 4, 8).toISOString() })],
    events: [
      event(1, 'inbound-message'),
      event(2, 'agent-mode-set', { agentMode: true }),
      event(5, 'delivery-attempted'),
    ],
  });
  expect(keys(items)).toEqual(['day 2026-02-03', 'msg_1', 'event 2', 'msg_4', 'day 2026-02-04', 'msg_9']);
});

test('a scheduled text is not among those that were sent, a cancelled one stands where it was written', () => {
  const [waits, cancelled] = [
    ours(2, { state: 'scheduled' }),
    ours(3, { state: 'withheld', withheldRule: 'cancelled' }),
  ];
  expect(keys(thread({ messages: [text(1), waits, cancelled], events: [] }))).toEqual([
    'day 2026-02-03',
    'msg_1',
    'msg_3',
  ]);
});

test('that the agent rests stands at the end, and once among the texts for each rest', () => {
  const restsUntil = '2026-02-03T11:00:00.000Z';
  const wrote = (seq: number, until: number) => event(seq, 'inbound-message', { agentMode: true, restsUntil: until });
  const messages = [text(1), text(2), ours(3), text(4)];
  const items = thread({ messages, events: [wrote(1, 7), wrote(2, 7), event(3, 'send'), wrote(4, 8)], restsUntil });
  expect(keys(items)).toEqual(['day 2026-02-03', 'msg_1', 'event 1', 'msg_2', 'msg_3', 'msg_4', 'event 4', 'rest']);
  // Who is being asked does not rest.
  expect(keys(thread({ messages, turn, restsUntil })).at(-1)).toBe('turn');
});

test('a text that changed the status is followed by the line that says so', () => {
  const items = thread({ messages: [text(1)], events: [event(1, 'inbound-message', { status: 'in_progress' })] });
  expect(items.at(-1)).toMatchObject({ kind: 'event', words: 'Status set to In progress' });
});

test('a sender is named once for texts that follow closely, and anew after another, a pause, or an event', () => {
  const pause = new Date(2026, 1, 3, 10, 30).toISOString();
  const items = thread({
    messages: [
      text(1),
      text(2),
      ours(3),
      ours(4),
      ours(5, { sentBy: 'user_2' }),
      text(7),
      text(8, { timestamp: pause }),
    ],
    events: [event(6, 'status-set', { status: 'qualified' })],
  });
  const follows = items.flatMap((item) => (item.kind === 'text' ? [[item.message.seq, item.follows]] : []));
  expect(follows).toEqual([
    [1, false],
    [2, true],
    [3, false],
    [4, true],
    [5, false],
    [7, false],
    [8, false],
  ]);
});

test('what is older than the part that is known whole waits', () => {
  const sources = { messages: [text(1), text(5)], events: [event(4, 'status-set', { status: 'qualified' })] };
  expect(keys(thread({ ...sources, fromSeq: 4 }))).toEqual(['day 2026-02-03', 'event 4', 'msg_5']);
});

test('that the agent was asked is told only while neither its reply nor the open turn shows it', () => {
  const asked = (turnId: string) => event(2, 'turn-asked', { turnId, attempt: 1 });
  const shows = (sources: Partial<Parameters<typeof threadItems>[0]>) =>
    thread({ messages: [text(1)], ...sources }).some(({ kind }) => kind === 'event');
  expect(shows({ events: [asked('turn_1')] })).toBe(true);
  expect(shows({ events: [asked('turn_2')], turn })).toBe(false);
  const reply = ours(3, { source: 'sms_agent', turnId: 'turn_1', state: 'withheld', withheldRule: 'stale' });
  expect(shows({ events: [asked('turn_1')], messages: [text(1), reply] })).toBe(false);
});

test('an unsent text stands at the end, before the turn, until its message is there under the same key', () => {
  const before = thread({ messages: [text(1)], unsent: [unsent()], turn });
  expect(keys(before)).toEqual(['day 2026-02-03', 'msg_1', 'key-1', 'turn']);
  const arrived = new Map([['msg_10', 'key-1']]);
  const after = thread({ messages: [text(1), ours(10)], unsent: [unsent()], arrived, turn });
  expect(keys(after)).toEqual(keys(before));
  expect(after[2]!.kind).toBe('text');
});

describe('the number of the first item', () => {
  const recent = [text(60), text(61), text(62)];
  const older = [text(20, { timestamp: new Date(2026, 1, 2).toISOString() }), text(21), text(22)];

  test('falls by as many items as came above, the lines of days with them', () => {
    const before = numbered(null, thread({ messages: recent }));
    const after = numbered(before, thread({ messages: [...older, ...recent] }));
    const place = ({ items, firstIndex }: typeof before) => firstIndex + items.findIndex(({ key }) => key === 'msg_60');
    expect(place(after)).toBe(place(before));
    expect(after.firstIndex).toBe(before.firstIndex - 4);
  });

  test('stays when something comes below', () => {
    const before = numbered(null, thread({ messages: recent }));
    expect(numbered(before, thread({ messages: [...recent, text(63)] })).firstIndex).toBe(before.firstIndex);
  });

  test('stays when nothing of before is left', () => {
    expect(movedBy(thread({ messages: recent }), thread({ messages: older }))).toBe(0);
  });
});
