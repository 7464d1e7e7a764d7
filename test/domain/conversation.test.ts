import { decide, resume } from '../../src/domain/conversation';
import { atRest, type ConversationState, newConversation, readyText } from '../../src/domain/conversation-state';
import {
  agentMode,
  apiReply,
  type Case,
  decideAll,
  effectInWords,
  ended,
  expectPlainJson,
  forwarded,
  type Given,
  inbound,
  lookAgain,
  numbered,
  reported,
  runCase,
  SETTINGS,
  send,
  stateInWords,
  status,
  time,
} from './conversation-notation';

const IDLE_MS = SETTINGS.idleIncompleteAfterMs;
const asking = [inbound('msg_1', 'turn_1'), time(8_000)];

describe('a quiet conversation', () => {
  const recorded = (to: 'incomplete' | 'in_progress'): Given => ({
    type: 'idle-recorded',
    at: IDLE_MS + 2_000,
    status: to,
  });
  const quiet = [inbound('msg_1'), time(IDLE_MS + 1_000)];
  const rows: Case[] = [
    ['is left alone before its time', [inbound('msg_1'), time(IDLE_MS + 999)], [], { status: 'in_progress' }],
    ['is recorded after 72 h', quiet, ['record-idle'], {}],
    ['is recorded once', [...quiet, time(IDLE_MS + 1_001)], [], {}],
    [
      'is incomplete then, and parks some day',
      [...quiet, recorded('incomplete')],
      [],
      { status: 'incomplete', next: 'no events: park at 2592001' },
    ],
    [
      'stays in progress where a text came meanwhile',
      [...quiet, recorded('in_progress')],
      [],
      { status: 'in_progress' },
    ],
    [
      'that is not in progress stays what it is',
      [status('qualified'), time(IDLE_MS + 1_000)],
      [],
      { status: 'qualified' },
    ],
    ['counts from the newest fact', [inbound('msg_1'), inbound('msg_2'), time(IDLE_MS + 1_999)], [], {}],
    [
      'counts from the newest text of ours too',
      [send('msg_1'), ended('msg_1', 'accepted', 5_000), time(IDLE_MS + 4_999)],
      [],
      {},
    ],
  ];
  test.each(rows)('%s', (_what, given, effects, state) => runCase(given, effects, state));
});

describe('a fact that comes twice changes nothing', () => {
  const facts: Given[] = [
    inbound('msg_1', 'turn_1'),
    send('msg_2'),
    apiReply('msg_3', 'turn_1'),
    agentMode(false),
    status('qualified'),
    reported('msg_2', 'delivered'),
    lookAgain(),
  ];
  test.each(facts.map((fact, index) => [fact.type, index] as const))('%s', (_type, index) => {
    const { state } = decideAll(facts);
    expect(decide(state, numbered(facts)[index]!, SETTINGS)).toEqual({ state, effects: [] });
  });
});

describe('taken up again from Postgres', () => {
  const turn = (phase: NonNullable<ConversationState['turn']>['phase']) => ({
    turn: { turnId: 'turn_1', phase, openedAt: 1_000, lastTextAt: 2_000, windowMs: 7_000, agentName: 'AI', texts: 2 },
  });
  const [first, second] = [readyText('msg_3', 3, 2_000), readyText('msg_4', 4, 2_000)];
  const ask = 'forward-turn turn_1 (AI, 2 texts)';

  test.each<[what: string, snapshot: Partial<ConversationState>, at: number, effects: string[], turn: string | null]>([
    ['nothing was under way', {}, 9_000, [], null],
    ['the window still runs', turn('collecting'), 8_999, [], 'turn_1 collecting'],
    ['the window ended while nobody watched', turn('collecting'), 9_000, [ask], 'turn_1 asking'],
    ['the agent was being asked: it is asked again', turn('asking'), 9_000, [ask], 'turn_1 asking'],
    ['the reply is awaited: it is not asked again', turn('waiting'), 9_000, [], 'turn_1 waiting'],
    ['a text was on its way', { outgoing: [first] }, 9_000, ['deliver-message msg_3'], null],
    ['of two texts only the first moves', { outgoing: [first, second] }, 9_000, ['deliver-message msg_3'], null],
    ['both', { ...turn('asking'), outgoing: [first] }, 9_000, [ask, 'deliver-message msg_3'], 'turn_1 asking'],
  ])('%s', (_what, parts, at, effects, turnInWords) => {
    const decision = resume({ ...newConversation('int_1', 2_000), handledSeq: 4, ...parts }, at);
    expect(decision.effects.map(effectInWords)).toEqual(effects);
    expect(stateInWords(decision.state).turn).toBe(turnInWords);
    expectPlainJson(decision.state);
  });
});

describe('at rest, so that it may park', () => {
  test.each<[what: string, given: Given[], rests: boolean]>([
    ['nothing open', [inbound('msg_1')], true],
    ['the window runs', [inbound('msg_1', 'turn_1')], false],
    ['the agent is asked', asking, false],
    ['the agent may reply some day', [...asking, forwarded('turn_1', 'taken')], true],
    ['the turn is being failed', [...asking, forwarded('turn_1', 'failed')], false],
    ['a text is on its way', [send('msg_1')], false],
    ['a text is held', [send('msg_1'), ended('msg_1', 'not-taken')], false],
    ['a text is in doubt', [send('msg_1'), ended('msg_1', 'unclear')], false],
  ])('%s', (_what, given, rests) => {
    expect(atRest(decideAll(given).state)).toBe(rests);
  });
});

test('only the last few decisions are kept', () => {
  const sends = Array.from({ length: 30 }, (_, index) => send(`msg_${index}`, 'manual'));
  expect(decideAll(sends).state.decisions).toHaveLength(8);
});
