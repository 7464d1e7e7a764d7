import fc from 'fast-check';
import type { World } from './conversation-world';

/** Something that may happen to a conversation: in words, and in deed. */
export interface Move {
  what: string;
  play(world: World): void;
  /** It is about one of the actions that are under way: that many from the oldest, and what it comes to. */
  action?: { does: 'work' | 'end'; index: number; choice: number };
  /** It makes time pass as it likes, which only the world in miniature can. */
  ownTime?: boolean;
  /** So much time passes, in milliseconds. */
  passes?: number;
}

const move = (what: string, play: Move['play']): fc.Arbitrary<Move> => fc.constant({ what, play });
const small = fc.nat({ max: 11 });

const action = (does: 'work' | 'end') =>
  fc.tuple(small, small).map(
    ([index, choice]): Move => ({
      what: `action ${index} ${does}s, ${choice}`,
      play: (world) => world[does](index, choice),
      action: { does, index, choice },
    }),
  );

/** What may happen next. */
const moves: fc.Arbitrary<Move> = fc.oneof(
  move('the lead writes', (world) => world.leadWrites()),
  move('a late text comes', (world) => world.lateTextComes()),
  move('a person writes', (world) => world.weWrite('manual')),
  move('a program writes', (world) => world.weWrite('api')),
  move('the agent replies by API', (world) => world.agentRepliesByApi()),
  move('the agent is to be asked again', (world) => world.askAgentAgain()),
  move('Agent Mode is switched', (world) => world.switchAgentMode()),
  move('the lead says STOP, or START', (world) => world.leadSaysStopOrStart()),
  move('a text sounds like STOP, or is cleared', (world) => world.soundsLikeStopOrIsCleared()),
  small.map(
    (n): Move => ({ what: `a text is scheduled, or changed, ${n}`, play: (world) => world.scheduleOrChange(n) }),
  ),
  move('the provider reports', (world) => world.providerReports()),
  move('the agent is at its limit', (world) => world.agentIsAtItsLimit()),
  small.map((n): Move => ({ what: `a person decides ${n}`, play: (world) => world.personDecides(n) })),
  fc.constant({ what: 'evidence is looked for in vain', play: (world: World) => world.lookInVain(), ownTime: true }),
  move('a fact is told', (world) => world.tell(false, 0)),
  small.map((n): Move => ({ what: `old fact ${n} is told again`, play: (world) => world.tell(true, n) })),
  fc
    .constantFrom(500, 1_000, 4_000, 7_000, 31_000, 3_600_000)
    .map((ms): Move => ({ what: `${ms} ms pass`, play: (world) => world.pass(ms), passes: ms })),
  action('work'),
  action('end'),
);

/** Less often: the workflow itself changes hands. */
const changesOfHands: fc.Arbitrary<Move> = fc.oneof(
  move('the workflow goes on in a new run', (world) => world.continueAsNew()),
  move('the workflow is lost and starts from Postgres', (world) => world.loseWorkflow()),
);

/** The life of a conversation, as one thing after another. */
export const lives = (maxLength: number): fc.Arbitrary<Move[]> =>
  fc.array(fc.oneof({ weight: 14, arbitrary: moves }, { weight: 1, arbitrary: changesOfHands }), { maxLength });
