import { decide } from '../../src/domain/conversation';
import {
  agentMode,
  answerLimit,
  askAgain,
  type Case,
  decideAll,
  ended,
  expectPlainJson,
  type Given,
  inbound,
  markedArrived,
  numbered,
  replied,
  runCase,
  SETTINGS,
  send,
  sendAgain,
  settled,
  time,
} from './conversation-notation';

/** A text whose send is unclear, until nobody looks for evidence any more; or until the last look has begun. */
const lookedFor = [
  send('msg_1'),
  ended('msg_1', 'unclear'),
  ...[5_000, 12_000, 32_000].flatMap((at) => [time(at), settled('msg_1', 'none', at)]),
  time(62_000),
];
const unconfirmed = [...lookedFor, settled('msg_1', 'unconfirmed', 62_000)];
const at = (given: Given, when: number): Given => ({ ...given, at: when }) as Given;

const CASES: Case[] = [
  ['nobody knows whether it arrived', unconfirmed, [], { outgoing: [], needsPerson: 'send unconfirmed' }],
  ['a person says that it arrived', [...unconfirmed, markedArrived('msg_1')], [], { outgoing: [], needsPerson: null }],
  [
    'and another such text stays',
    [...unconfirmed, markedArrived('msg_1', false)],
    [],
    { outgoing: [], needsPerson: 'send unconfirmed' },
  ],
  [
    'a person has it sent again',
    [...unconfirmed, sendAgain('msg_1', 1)],
    ['deliver-message msg_1'],
    { outgoing: ['msg_1 delivering'], needsPerson: null },
  ],
  [
    'sent again, it is taken',
    [...unconfirmed, sendAgain('msg_1', 1), ended('msg_1', 'accepted')],
    [],
    { outgoing: [], needsPerson: null },
  ],
  [
    'sent again, it keeps its place: before what was written later',
    [...unconfirmed, send('msg_2'), ended('msg_2', 'not-taken'), sendAgain('msg_1', 1)],
    ['deliver-message msg_1'],
    { outgoing: ['msg_1 delivering', 'msg_2 held'] },
  ],
  [
    'while another text is being handed over it waits for that',
    [...unconfirmed, send('msg_2'), sendAgain('msg_1', 1)],
    [],
    { outgoing: ['msg_1 ready', 'msg_2 delivering'] },
  ],
  [
    'sent again, and unclear again: evidence is looked for anew',
    [...unconfirmed, sendAgain('msg_1', 1), ended('msg_1', 'unclear', 70_000)],
    [],
    { outgoing: ['msg_1 settling'], waitingFor: 'evidence' },
  ],

  // The decision overtakes the end of the last look, whose effect in Postgres it has seen.
  [
    'decided before the last look’s end is heard: it arrived',
    [...lookedFor, markedArrived('msg_1'), settled('msg_1', 'unconfirmed', 62_500)],
    [],
    { outgoing: [], needsPerson: null },
  ],
  [
    'decided before the last look’s end is heard: nothing starts beside it',
    [...lookedFor, sendAgain('msg_1', 1)],
    [],
    { outgoing: ['msg_1 delivering'] },
  ],
  [
    'and is sent again when it is heard',
    [...lookedFor, sendAgain('msg_1', 1), settled('msg_1', 'unconfirmed', 62_500)],
    ['deliver-message msg_1'],
    { outgoing: ['msg_1 delivering'], needsPerson: null },
  ],
  [
    'once: a doubt about the second attempt is not answered by the first decision',
    [
      ...[...lookedFor, sendAgain('msg_1', 1), settled('msg_1', 'unconfirmed', 62_500)],
      ...[ended('msg_1', 'unclear', 63_000), time(200_000), settled('msg_1', 'unconfirmed', 200_000)],
    ],
    [],
    { outgoing: [], needsPerson: 'send unconfirmed' },
  ],

  [
    'the agent is at its limit: nobody is asked, a person looks',
    [inbound('in_1', 'turn_1'), time(9_000), answerLimit('turn_1')],
    [],
    { turn: null, status: 'follow_up', needsPerson: 'answer limit', waitingFor: 'person' },
  ],
  [
    'a limit of a turn that the lead has written past leaves the newer one',
    [inbound('in_1', 'turn_1'), inbound('in_2', 'turn_2'), answerLimit('turn_1')],
    [],
    { turn: 'turn_2 collecting', needsPerson: 'answer limit' },
  ],
  [
    'a person has the agent asked beyond the limit, and it answers',
    [inbound('in_1', 'turn_1'), answerLimit('turn_1'), askAgain('turn_2'), replied('turn_2', 'msg_2', 9, 'accepted')],
    [],
    { turn: null, needsPerson: null },
  ],
];
test.each(CASES)('%s', (_what, given, effects, state) => runCase(given, effects, state));

describe('an agent that rests, because a person wrote', () => {
  const UNTIL = 3_600_000;
  const written = { ...send('msg_1', 'manual'), restsUntil: UNTIL } as Given;
  const meanwhile = { ...inbound('in_1'), agentMode: true, restsUntil: UNTIL } as Given;
  const restOf = (given: Given[]) => decideAll(given).state.restsUntil;

  test('rests until then, whatever the lead writes', () => {
    expect(restOf([written])).toBe(UNTIL);
    const { state } = decideAll([written, meanwhile]);
    expect(state).toMatchObject({ restsUntil: UNTIL, turn: null });
    expect(state.decisions.at(-1)!.what).toContain('it rests until 1970-01-01T01:00:00.000Z, as a person wrote');
  });

  test.each<[string, Given[]]>([
    ['the agent is asked', [askAgain('turn_1')]],
    ['Agent Mode is switched on', [agentMode(true)]],
    ['a text is for the agent again', [inbound('in_2', 'turn_1')]],
    ['a person writes, and it is set to rest no more', [send('msg_2', 'manual')]],
  ])('rests no more when %s', (_what, then) => {
    expect(restOf([written, meanwhile, ...then])).toBeNull();
  });

  test('a program’s text, or one of the lead’s that is not for it, changes nothing', () => {
    expect(restOf([written, send('msg_2', 'api'), inbound('in_2')])).toBe(UNTIL);
  });

  test('the turn after it holds what waited', () => {
    const after = at({ ...inbound('in_2', 'turn_1'), texts: 2 } as Given, UNTIL + 1);
    const asked = decideAll([written, meanwhile, after, time(UNTIL + 7_001)]);
    expect(asked.effects).toContainEqual({ type: 'forward-turn', turnId: 'turn_1', agentName: 'Dental AI', texts: 2 });
  });

  test('a state of the version before, which knows no rest, goes on', () => {
    const { restsUntil: _, ...before } = decideAll([inbound('in_1')]).state;
    const [, next] = numbered([inbound('in_1'), inbound('in_2')]);
    const { state } = decide(before, next!, SETTINGS);
    expect(state).toMatchObject({ handledSeq: 2, restsUntil: null });
    expectPlainJson(state);
  });
});
