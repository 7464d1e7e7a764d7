import fc from 'fast-check';
import { decide } from '../../src/domain/conversation';
import type { ConversationEvent } from '../../src/domain/conversation-events';
import type { ConversationState } from '../../src/domain/conversation-state';
import { lives } from './conversation-moves';
import { expectPlainJson, SETTINGS } from './conversation-notation';
import { isOnItsWay, World } from './conversation-world';

const nothing = () => {};

/** Lives a conversation, checks after every decision, lets everything come to an end, and checks what has come of it. */
function live(
  check: (world: World, before: ConversationState, event: ConversationEvent) => void,
  checkEnd: (world: World) => void = nothing,
): void {
  const property = fc.property(lives(60), (moves) => {
    const world: World = new World((before, event) => check(world, before, event));
    for (const move of moves) move.play(world);
    world.settle();
    // Whatever happened: nothing is left half done.
    expect(world.state.outgoing).toEqual([]);
    expect(world.state.scheduled).toEqual([]);
    expect([undefined, 'waiting']).toContain(world.state.turn?.phase);
    expect([...world.texts.values()].filter((text) => isOnItsWay(text) || text.state === 'scheduled')).toEqual([]);
    checkEnd(world);
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

test('texts of ours reach the provider in that order, and none is taken twice', () => {
  live(nothing, ({ handOvers }) => {
    // One that a person has sent again may leave after those that were written later.
    const taken = handOvers.flatMap((handOver) => (handOver.taken && !handOver.again ? [handOver.seq] : []));
    expect(taken).toEqual([...new Set(taken)].sort((a, b) => a - b));
  });
});

test('nothing reaches the provider while the lead is opted out, but for what confirms it', () => {
  live(nothing, ({ handOvers }) => {
    expect(handOvers.filter(({ optedOut, confirms }) => optedOut && !confirms)).toEqual([]);
  });
});

test('an agent is asked about a turn once: trying again is the action’s own business', () => {
  live(({ asked, pending }) => {
    expect(asked).toEqual([...new Set(asked)]);
    const underWay = pending.flatMap(({ effect }) => (effect.type === 'forward-turn' ? [effect.turnId] : []));
    expect(underWay).toEqual([...new Set(underWay)]);
  });
});

test('one turn is open at most, in the end the one that Postgres says', () => {
  live(nothing, ({ state, turn }) => expect(state.turn?.turnId).toBe(turn?.id));
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

test('a conversation that was lost and starts from Postgres needs nothing that was only in the workflow', () => {
  live((world) => {
    // As if it were lost after every single event: what Postgres says goes on to the same rest.
    const { turn, outgoing, scheduled, handledSeq } = world.snapshot();
    const { state, told, untold } = world;
    if (untold.length > 0 || world.pending.length > 0) return;
    const idsOf = (texts: { messageId: string }[] = []) => texts.map(({ messageId }) => messageId).sort();
    expect(handledSeq).toBe(told.at(-1)?.seq ?? 0);
    expect(turn?.turnId).toBe(state.turn?.turnId);
    expect(outgoing.map(({ messageId }) => messageId)).toEqual(state.outgoing.map(({ messageId }) => messageId));
    expect(idsOf(scheduled)).toEqual(idsOf(state.scheduled));
  });
});
