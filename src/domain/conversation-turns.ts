import { optedOut } from './conversation-consent';
import { deliveryEnded } from './conversation-deliveries';
import type { ConversationEvent, Fact } from './conversation-events';
import type { ConversationSettings, ConversationState, OpenTurn } from './conversation-state';
import { type Decision, still } from './decision';
import { agentActed, closeTurn, looked, needsPerson, note, queueText } from './state-changes';

/** What opens a turn, and what becomes of it once the agent is asked. */

export function takeInbound(
  state: ConversationState,
  fact: Extract<Fact, { type: 'inbound-message' }>,
): ConversationState {
  const restsUntil = fact.restsUntil ?? (fact.turnId === undefined ? (state.restsUntil ?? null) : null);
  const seen = { ...state, status: fact.status ?? state.status, agentMode: fact.agentMode, restsUntil };
  switch (fact.consent) {
    case 'opted_out':
      return optedOut(seen, fact);
    case 'near_opt_out':
      return note(
        { ...seen, turn: null, needsPerson: 'near opt-out' },
        fact.at,
        'a text sounds like an opt-out: a person decides',
      );
    case 'opted_in':
      return note(seen, fact.at, 'the lead opted in');
    case 'help':
      return note(seen, fact.at, 'the lead asked for HELP: that is answered without the agent');
  }
  if (fact.late) {
    // It was written before what the turn holds, or long ago: whatever waits goes on without it.
    return note(
      needsPerson(seen, 'late text'),
      fact.at,
      'a text came late: a person is to see it, the agent is not asked',
    );
  }
  if (fact.turnId === undefined) {
    return note({ ...seen, turn: null }, fact.at, `a text came: recorded, the agent is not asked${untilOf(fact)}`);
  }
  const open = state.turn;
  if (open?.turnId === fact.turnId) {
    return { ...seen, turn: { ...open, lastTextAt: fact.at, texts: open.texts + 1 } };
  }
  const turn = openedTurn({ ...fact, turnId: fact.turnId, texts: fact.texts ?? (open?.texts ?? 0) + 1 });
  const opened = { ...seen, turn };
  return open === null ? opened : note(opened, fact.at, 'the lead wrote again: a new turn holds everything unanswered');
}

/** As the end of a decision's words. */
export function untilOf({ restsUntil }: { restsUntil?: number }): string {
  return restsUntil === undefined ? '' : `: it rests until ${new Date(restsUntil).toISOString()}, as a person wrote`;
}

/** The turn's texts waited for a person; its window is over. */
export function resumeTurn(
  state: ConversationState,
  fact: Extract<Fact, { type: 'near-opt-out-cleared' }>,
): ConversationState {
  const cleared = note({ ...state, needsPerson: null }, fact.at, 'a person decided that a text was no opt-out');
  const { turnId, texts = 1 } = fact;
  return turnId === undefined
    ? cleared
    : { ...cleared, restsUntil: null, turn: openedTurn({ ...fact, turnId, texts }) };
}

/** A turn as the fact that opened it tells of it; where it tells of no window, the agent is asked at once. */
function openedTurn(fact: {
  turnId: string;
  at: number;
  texts: number;
  windowMs?: number;
  agentName?: string;
}): OpenTurn {
  const { turnId, at, texts, windowMs = 0, agentName = 'the agent' } = fact;
  return { turnId, phase: 'collecting', openedAt: at, lastTextAt: at, windowMs, agentName, texts };
}

/** Whether Agent Mode is on or off: somebody wants this one answer. */
export function askAgain(
  state: ConversationState,
  fact: Extract<Fact, { type: 'ask-agent-again' }>,
): ConversationState {
  const seen = state.needsPerson === 'late text' ? looked(state) : state;
  return note({ ...seen, turn: openedTurn(fact), restsUntil: null }, fact.at, 'the agent is to be asked again');
}

export function setAgentMode(state: ConversationState, agentMode: boolean, at: number): ConversationState {
  if (agentMode) return note({ ...state, agentMode, restsUntil: null }, at, 'Agent Mode switched on');
  const what = state.turn === null ? 'Agent Mode switched off' : 'Agent Mode switched off: the batch is dropped';
  return note({ ...state, agentMode, turn: null }, at, what);
}

export function turnForwarded(
  state: ConversationState,
  event: Extract<ConversationEvent, { type: 'turn-forwarded' }>,
  settings: ConversationSettings,
): Decision {
  const { turnId, outcome, at } = event;
  switch (outcome.kind) {
    case 'replied': {
      // The activity handed the reply over itself; only what is not finished comes into the queue.
      const answered = agentActed(closeTurn(state, turnId));
      const queued = queueText(answered, outcome.messageId, outcome.seq, at);
      const ended = deliveryEnded(queued, outcome.messageId, outcome.delivery, at, settings);
      return still(note(ended, at, `the agent replied: ${outcome.delivery.outcome}`));
    }
    case 'taken': {
      if (state.turn?.turnId !== turnId) return still(state);
      return still({ ...state, turn: { ...state.turn, phase: 'waiting' } });
    }
    case 'closed':
      return still(closeTurn(state, turnId));
    case 'failed': {
      if (state.turn?.turnId !== turnId) return still(state);
      return {
        state: { ...state, turn: { ...state.turn, phase: 'failing' } },
        effects: [{ type: 'fail-turn', turnId }],
      };
    }
  }
}
