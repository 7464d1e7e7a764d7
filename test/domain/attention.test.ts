import { ATTENTION, ATTENTION_REASONS } from '../../src/domain/attention';
import { decide } from '../../src/domain/conversation';
import {
  agentMode,
  apiReply,
  askAgain,
  attentionCleared,
  type Case,
  decideAll,
  ended,
  forwarded,
  inbound,
  notArrived,
  numbered,
  replied,
  runCase,
  SETTINGS,
  send,
  status,
  time,
  turnFailed,
} from './conversation-notation';

const failed = [inbound('msg_1', 'turn_1'), time(9_000), forwarded('turn_1', 'failed'), turnFailed('turn_1')];
const sent = [send('msg_1'), ended('msg_1', 'accepted')];

const CASES: Case[] = [
  ['the agent cannot be reached', failed, [], { needsPerson: 'agent failed', waitingFor: 'person' }],
  [
    'a text that was sent did not arrive',
    [...sent, notArrived('msg_1', 'undelivered')],
    [],
    { needsPerson: 'send failed', outgoing: [] },
  ],
  [
    'a report about one text leaves another on its way',
    [...sent, send('msg_2'), notArrived('msg_1', 'failed')],
    [],
    { needsPerson: 'send failed', outgoing: ['msg_2 delivering'] },
  ],
  ['a person looked', [...failed, attentionCleared()], [], { needsPerson: null, waitingFor: 'nothing' }],
  ['a person writes', [...failed, send('msg_2', 'manual')], ['deliver-message msg_2'], { needsPerson: null }],
  ['a program writes', [...failed, send('msg_2', 'api')], ['deliver-message msg_2'], { needsPerson: 'agent failed' }],
  ['somebody sets the status', [...failed, status('qualified')], [], { needsPerson: null, status: 'qualified' }],
  ['Agent Mode is switched', [...failed, agentMode(false)], [], { needsPerson: 'agent failed' }],
  [
    'the agent answers the failed turn after all',
    [...failed, { ...apiReply('msg_2', 'turn_1'), attentionCleared: true } as ReturnType<typeof apiReply>],
    ['deliver-message msg_2'],
    { needsPerson: null },
  ],
  [
    'the agent writes something else',
    [...failed, apiReply('msg_2')],
    ['deliver-message msg_2'],
    { needsPerson: 'agent failed' },
  ],
  [
    'the agent is asked again: until it answers, a person is needed',
    [...failed, askAgain('turn_2')],
    ['forward-turn turn_2 (Dental AI, 1 text)'],
    { turn: 'turn_2 asking', needsPerson: 'agent failed' },
  ],
  [
    'the agent is asked again and answers',
    [...failed, askAgain('turn_2'), replied('turn_2', 'msg_2', 9, 'accepted')],
    [],
    { turn: null, needsPerson: null },
  ],
];
test.each(CASES)('%s', (_what, given, effects, state) => runCase(given, effects, state));

test('only its own decision takes a near opt-out away', () => {
  const before = { ...decideAll([inbound('msg_1', 'turn_1')]).state, needsPerson: 'near opt-out' as const };
  for (const given of [status('qualified'), attentionCleared(), notArrived('msg_0', 'failed')]) {
    const [, event] = numbered([inbound('msg_1'), given]);
    expect(decide(before, event!, SETTINGS).state.needsPerson).toBe('near opt-out');
  }
  // Who writes to the lead has decided.
  const [, written] = numbered([inbound('msg_1'), send('msg_2', 'manual')]);
  expect(decide(before, written!, SETTINGS).state.needsPerson).toBeNull();
});

test('the reasons in Postgres and those in a workflow’s state are the same, a word each', () => {
  expect(ATTENTION_REASONS.map((reason) => ATTENTION[reason].replaceAll(/[ -]/g, '_'))).toEqual(ATTENTION_REASONS);
});
