import {
  agentMode,
  apiReply,
  askAgain,
  type Case,
  ended,
  forwarded,
  type Given,
  inbound,
  late,
  replied,
  runCase,
  send,
  status,
  time,
  turnFailed,
} from './conversation-notation';

const opened = inbound('msg_1', 'turn_1'); // at 1 s; its window is 7 s
const ask = 'forward-turn turn_1 (Dental AI, 2 texts)';
/** Two texts, and the agent is asked at 9 s. */
const asking = [opened, inbound('msg_2', 'turn_1'), time(9_000)];
/** After an event that the workflow is not told of: a reply being recorded. */
const sentLater: Given = { type: 'send', messageId: 'msg_5', source: 'api', seq: 5 };
const waiting = [...asking, forwarded('turn_1', 'taken')];
const failing = [...asking, forwarded('turn_1', 'failed')];
/** The lead wrote again while the agent thought. */
const superseded = [...asking, inbound('msg_3', 'turn_2', { at: 9_200 })];

const cases: Record<string, Case[]> = {
  'a text of the lead': [
    ['with Agent Mode off is recorded and nobody is asked', [inbound('msg_1')], [], { turn: null, agentMode: false }],
    ['with Agent Mode on opens the window', [opened], [], { turn: 'turn_1 collecting', next: 'batch window 7 s at 8' }],
    ['the next moves the window', [opened, inbound('msg_2', 'turn_1')], [], { next: 'batch window 7 s at 9' }],
    [
      'brings the status it changed',
      [status('completed'), inbound('msg_1', undefined, { status: 'in_progress' })],
      [],
      { status: 'in_progress' },
    ],
    ['leaves a status it did not change', [status('qualified'), inbound('msg_1')], [], { status: 'qualified' }],
    [
      'joins a turn that is being retried, and asks nobody twice',
      [...asking, inbound('msg_3', 'turn_1')],
      [],
      { turn: 'turn_1 asking' },
    ],
    [
      'while the agent thinks opens a new turn',
      superseded,
      [],
      { turn: 'turn_2 collecting', next: 'batch window 7 s at 16.2' },
    ],
    [
      'while the reply is awaited opens a new turn',
      [...waiting, inbound('msg_3', 'turn_2')],
      [],
      { turn: 'turn_2 collecting' },
    ],
  ],
  'a late text of the lead': [
    ['is for a person', [late('msg_1')], [], { turn: null, needsPerson: 'late text', waitingFor: 'person' }],
    [
      'leaves the window of what was written later as it is',
      [opened, late('msg_2')],
      [],
      { turn: 'turn_1 collecting', next: 'batch window 7 s at 8', needsPerson: 'late text' },
    ],
    ['is no reason not to answer', [...asking, late('msg_3')], [], { turn: 'turn_1 asking' }],
    [
      'is still to be seen when the agent answered what was written later',
      [...asking, late('msg_3'), replied('turn_1', 'msg_4', 4, 'accepted')],
      [],
      { turn: null, needsPerson: 'late text' },
    ],
    [
      'is seen when a person has the agent asked',
      [late('msg_1'), askAgain('turn_1')],
      [ask.replace('2 texts', '1 text')],
      { needsPerson: null },
    ],
    [
      'is seen when a person wrote',
      [late('msg_1'), send('msg_2', 'manual')],
      ['deliver-message msg_2'],
      { needsPerson: null },
    ],
  ],
  'the window': [
    ['waits until its end', [opened, time(7_999)], [], { turn: 'turn_1 collecting' }],
    [
      'ends with the agent asked',
      [opened, time(8_000)],
      ['forward-turn turn_1 (Dental AI, 1 text)'],
      { turn: 'turn_1 asking' },
    ],
    [
      'that was moved lets an early timer pass',
      [opened, inbound('msg_2', 'turn_1'), time(8_000)],
      [],
      { turn: 'turn_1 collecting' },
    ],
    ['forwards all its texts together', asking, [ask], { turn: 'turn_1 asking' }],
    ['forwards once, however often time passes', [...asking, time(9_001)], [], { turn: 'turn_1 asking' }],
    [
      'of a new turn forwards it, though the old one’s agent still thinks',
      [...superseded, time(16_200)],
      ['forward-turn turn_2 (Dental AI, 3 texts)'],
      { turn: 'turn_2 asking' },
    ],
  ],
  'a text of ours': [
    [
      'of a program leaves the window open',
      [opened, send('msg_2')],
      ['deliver-message msg_2'],
      { turn: 'turn_1 collecting' },
    ],
    [
      'of Parley itself answers no turn',
      [opened, send('msg_2', 'system')],
      ['deliver-message msg_2'],
      { turn: 'turn_1 collecting' },
    ],
    [
      'of a person drops the window',
      [opened, send('msg_2', 'manual')],
      ['deliver-message msg_2'],
      { turn: null, agentMode: true },
    ],
    ['of a person: the dropped window asks nobody', [opened, send('msg_2', 'manual'), time(8_000)], [], { turn: null }],
    [
      'of a person drops the turn being asked',
      [...asking, send('msg_3', 'manual')],
      ['deliver-message msg_3'],
      { turn: null },
    ],
    [
      'of a person: what the agent says later changes nothing',
      [...asking, send('msg_3', 'manual'), forwarded('turn_1', 'closed')],
      [],
      { turn: null, outgoing: ['msg_3 delivering'] },
    ],
    [
      'of a person means that a person looked',
      [...failing, turnFailed('turn_1'), send('msg_3', 'manual')],
      ['deliver-message msg_3'],
      { needsPerson: null },
    ],
  ],
  'Agent Mode': [
    ['switched off drops the window', [opened, agentMode(false), time(8_000)], [], { turn: null, agentMode: false }],
    ['switched off drops the turn being asked', [...asking, agentMode(false)], [], { turn: null, agentMode: false }],
    [
      'switched on asks about nothing by itself',
      [inbound('msg_1'), agentMode(true)],
      [],
      { turn: null, agentMode: true },
    ],
    [
      'switched off and on leaves the dropped turn dropped',
      [opened, agentMode(false), agentMode(true), time(8_000)],
      [],
      { turn: null, agentMode: true },
    ],
    [
      'switched off keeps what is on its way',
      [send('msg_1'), agentMode(false)],
      [],
      { outgoing: ['msg_1 delivering'] },
    ],
  ],
  'a reply through the API': [
    ['answers its turn', [...asking, apiReply('msg_3', 'turn_1')], ['deliver-message msg_3'], { turn: null }],
    [
      'answers the turn that waits',
      [...waiting, apiReply('msg_3', 'turn_1')],
      ['deliver-message msg_3'],
      { turn: null },
    ],
    [
      'that answers no turn leaves the open one',
      [...asking, apiReply('msg_3')],
      ['deliver-message msg_3'],
      { turn: 'turn_1 asking' },
    ],
    [
      'to another turn leaves the open one',
      [...asking, apiReply('msg_3', 'turn_0')],
      ['deliver-message msg_3'],
      { turn: 'turn_1 asking' },
    ],
  ],
  'a reply in the agent’s answer': [
    [
      'that was handed over needs nothing more',
      [...asking, replied('turn_1', 'msg_3', 3, 'accepted')],
      [],
      { turn: null, outgoing: [] },
    ],
    [
      'that was not taken is tried again',
      [...asking, replied('turn_1', 'msg_3', 3, 'not-taken')],
      [],
      { turn: null, outgoing: ['msg_3 held'], next: 'try the send again at 10.5' },
    ],
    [
      'that is unclear is settled',
      [...asking, replied('turn_1', 'msg_3', 3, 'unclear')],
      [],
      { outgoing: ['msg_3 settling'], waitingFor: 'evidence' },
    ],
    [
      'that was refused needs a person',
      [...asking, replied('turn_1', 'msg_3', 3, 'refused')],
      [],
      { turn: null, outgoing: [], needsPerson: 'send failed' },
    ],
    [
      'behind a text of ours waits its turn',
      [...asking, send('msg_3'), replied('turn_1', 'msg_4', 4, 'behind')],
      [],
      { outgoing: ['msg_3 delivering', 'msg_4 held'] },
    ],
    [
      'leaves before texts that were written after it',
      [...asking, send('msg_3'), sentLater, replied('turn_1', 'msg_4', 4, 'behind')],
      [],
      { outgoing: ['msg_3 delivering', 'msg_4 held', 'msg_5 ready'] },
    ],
    [
      'behind a text whose delivery is being tried: only one of them moves',
      [
        ...asking,
        send('msg_3'),
        sentLater,
        ended('msg_3', 'accepted', 9_400),
        replied('turn_1', 'msg_4', 4, 'behind'),
        time(11_000),
      ],
      [],
      { outgoing: ['msg_4 held', 'msg_5 delivering'] },
    ],
    [
      'recorded just before the lead wrote again is settled beside the new turn',
      [...superseded, replied('turn_1', 'msg_4', 2, 'unclear')],
      [],
      { turn: 'turn_2 collecting', outgoing: ['msg_4 settling'] },
    ],
  ],
  'the end of asking': [
    ['taken: the reply is awaited', waiting, [], { turn: 'turn_1 waiting', next: 'no traffic: incomplete at 259202' }],
    ['closed: nothing is awaited', [...asking, forwarded('turn_1', 'closed')], [], { turn: null }],
    ['not reached: Postgres is told', failing, ['fail-turn turn_1'], { turn: 'turn_1 failing' }],
    [
      'failed: a person is needed, Agent Mode stays on',
      [...failing, turnFailed('turn_1')],
      [],
      { turn: null, status: 'follow_up', needsPerson: 'agent failed', agentMode: true },
    ],
    [
      'closed before it could fail',
      [...failing, turnFailed('turn_1', false)],
      [],
      { turn: null, status: 'in_progress', needsPerson: null },
    ],
    [
      'of a superseded turn, closed: the new one goes on',
      [...superseded, forwarded('turn_1', 'closed')],
      [],
      { turn: 'turn_2 collecting' },
    ],
    [
      'of a superseded turn, taken: the new one goes on',
      [...superseded, forwarded('turn_1', 'taken')],
      [],
      { turn: 'turn_2 collecting' },
    ],
    [
      'of a superseded turn, not reached: nothing fails',
      [...superseded, forwarded('turn_1', 'failed')],
      [],
      { turn: 'turn_2 collecting' },
    ],
    [
      'of a failing turn that the lead superseded',
      [...failing, inbound('msg_3', 'turn_2', { at: 9_600 }), turnFailed('turn_1', false)],
      [],
      { turn: 'turn_2 collecting', status: 'in_progress' },
    ],
  ],
};

describe.each(Object.entries(cases))('%s', (_of, rows) => {
  test.each(rows)('%s', (_what, given, effects, state) => runCase(given, effects, state));
});
