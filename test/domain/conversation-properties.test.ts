import fc from 'fast-check';
import { decide } from '../../src/domain/conversation';
import type { ConversationEvent } from '../../src/domain/conversation-events';
import type { ConversationState } from '../../src/domain/conversation-state';
import { expectPlainJson, SETTINGS } from './conversation-notation';
import { isOnItsWay, World } from './conversation-world';

type Move = (world: World) => void;
const move = (what: string, make: Move): fc.Arbitrary<[string, Move]> => fc.constant([what, make]);
const small = fc.nat({ max: 11 });

/** What may happen next, in words and in deed. */
const moves = fc.oneof(
  move('the lead writes', (world) => world.leadWrites()),
  move('a late text comes', (world) => world.lateTextComes()),
  move('a person writes', (world) => world.weWrite('manual')),
  move('a program writes', (world) => world.weWrite('api')),
  move('the agent replies by API', (world) => world.agentRepliesByApi()),
  move('the agent is to be asked again', (world) => world.askAgentAgain()),
  move('Agent Mode is switched', (world) => world.switchAgentMode()),
  move('the lead says STOP, or START', (world) => world.leadSaysStopOrStart()),
  move('a text sounds like STOP, or is cleared', (world) => world.soundsLikeStopOrIsCleared()),
  small.map((n): [string, Move] => [`a text is scheduled, or changed, ${n}`, (world) => world.scheduleOrChange(n)]),
  move('the provider reports', (world) => world.providerReports()),
  move('the agent is at its limit', (world) => world.agentIsAtItsLimit()),
  move('evidence is looked for in vain', (world) => world.lookInVain()),
  small.map((n): [string, Move] => [`a person decides ${n}`, (world) => world.personDecides(n)]),
  move('a fact is told', (world) => world.tell(false, 0)),
  small.map((n): [string, Move] => [`old fact ${n} is told again`, (world) => world.tell(true, n)]),
  fc
    .constantFrom(500, 1_000, 4_000, 7_000, 31_000, 3_600_000)
    .map((ms): [string, Move] => [`${ms} ms pass`, (world) => world.pass(ms)]),
  fc.tuple(small, small).map(([i, n]): [string, Move] => [`action ${i} works, ${n}`, (world) => world.work(i, n)]),
  fc.tuple(small, small).map(([i, n]): [string, Move] => [`action ${i} ends, ${n}`, (world) => world.end(i, n)]),
);

/** Lives a conversation, checks after every decision, and lets everything come to an end. */
function live(check: (world: World, before: ConversationState, event: ConversationEvent) => void): void {
  const property = fc.property(fc.array(moves, { maxLength: 60, size: 'max' }), (happenings) => {
    const world: World = new World((before, event) => check(world, before, event));
    for (const [, happen] of happenings) happen(world);
    world.settle();
    // Whatever happened: nothing is left half done.
    expect(world.state.outgoing).toEqual([]);
    expect(world.state.scheduled).toEqual([]);
    expect([undefined, 'waiting']).toContain(world.state.turn?.phase);
    expect([...world.texts.values()].filter((text) => isOnItsWay(text) || text.state === 'scheduled')).toEqual([]);
  });
  // Long histories, and fewer of them: by its default size fast-check makes ten moves of a possible sixty.
  fc.assert(property, { numRuns: 120 });
}

const isMoving = (text: { phase: string }) => text.phase === 'delivering';

test('at most one text of ours moves at a time', () => {
  live(({ state }) => expect(state.outgoing.filter(isMoving).length).toBeLessThanOrEqual(1));
});

test('texts of ours stand in the order in which they were written, each once', () => {
  live(({ state }) => {
    const seqs = state.outgoing.map((text) => text.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  });
});

test('an agent is asked about a turn once: trying again is the action’s own business', () => {
  live(({ asked, pending }) => {
    expect(asked).toEqual([...new Set(asked)]);
    const underWay = pending.flatMap(({ effect }) => (effect.type === 'forward-turn' ? [effect.turnId] : []));
    expect(underWay).toEqual([...new Set(underWay)]);
  });
});

test('somebody who opted out is not asked about: no turn is open, until the lead opted in again', () => {
  live(({ state }, before, event) => {
    if (!('seq' in event) || event.seq <= before.handledSeq) return; // told again: handled before
    if (event.type === 'inbound-message' && event.consent === 'opted_out') expect(state.turn).toBeNull();
    if (event.type === 'inbound-message' && event.consent === 'near_opt_out') {
      expect(state).toMatchObject({ turn: null, needsPerson: 'near opt-out' });
    }
  });
});

test('what was handled stays handled: handledSeq only rises', () => {
  live(({ state }, before) => expect(state.handledSeq).toBeGreaterThanOrEqual(before.handledSeq));
});

test('the state is plain JSON', () => {
  live(({ state }) => expectPlainJson(state));
});

test('deciding a fact again changes nothing', () => {
  live(({ state }, _before, event) => {
    if ('seq' in event) expect(decide(state, event, SETTINGS)).toEqual({ state, effects: [] });
  });
});

test('no text is forgotten: it is on its way from its fact until its final outcome', () => {
  live(({ state, told, untold, texts, pending }) => {
    const queued = told.flatMap((fact) =>
      fact.type === 'send' || fact.type === 'agent-reply' ? [fact.messageId] : [],
    );
    const heard = new Set(pending.flatMap(({ effect }) => ('messageId' in effect ? [effect.messageId] : [])));
    const onItsWay = new Set(state.outgoing.map((text) => text.messageId));
    // One that is sent again is on its way once more from that fact on.
    const toCome = new Set(untold.flatMap((fact) => (fact.type === 'send-again' ? [fact.messageId] : [])));
    for (const messageId of queued.filter((id) => !toCome.has(id))) {
      if (isOnItsWay(texts.get(messageId)!)) expect(onItsWay.has(messageId) || heard.has(messageId)).toBe(true);
    }
  });
});

test('at most one scheduled text is being released, and an action is at it', () => {
  live(({ state, pending }) => {
    const releasing = (state.scheduled ?? []).filter((text) => text.releasing).map((text) => text.messageId);
    expect(releasing.length).toBeLessThanOrEqual(1);
    const underWay = pending.flatMap(({ effect }) => (effect.type === 'release-text' ? [effect.messageId] : []));
    expect(underWay).toEqual([...new Set(underWay)]);
    expect(underWay).toEqual(expect.arrayContaining(releasing));
  });
});
