import { type NeedsPerson, withoutReason, withoutReasonOfAgent, withReason } from './attention';
import { type ConversationState, type OutgoingText, readyText } from './conversation-state';

/** The small changes of a conversation's state that its rules are made of. None changes the state it is given. */

const DECISIONS_KEPT = 8;

/** Something happened: what waits for a quiet time begins anew. */
export function active(state: ConversationState, at: number): ConversationState {
  return { ...state, lastEventAt: Math.max(state.lastEventAt, at), idleRecorded: false };
}

export function note(state: ConversationState, at: number, what: string): ConversationState {
  return { ...state, decisions: [...state.decisions, { at, what }].slice(-DECISIONS_KEPT) };
}

export function needsPerson(state: ConversationState, why: NeedsPerson): ConversationState {
  return { ...state, needsPerson: withReason(state.needsPerson, why) };
}

export function looked(state: ConversationState): ConversationState {
  return { ...state, needsPerson: withoutReason(state.needsPerson) };
}

/** The agent answered: a late text is still for a person to see. */
export function agentActed(state: ConversationState): ConversationState {
  return { ...state, needsPerson: withoutReasonOfAgent(state.needsPerson) };
}

export function closeTurn(state: ConversationState, turnId: string): ConversationState {
  return state.turn?.turnId === turnId ? { ...state, turn: null } : state;
}

export function queueText(state: ConversationState, messageId: string, seq: number, at: number): ConversationState {
  if (state.outgoing.some((text) => text.messageId === messageId)) return state;
  // A reply that the forwarding activity has in hand can come in here after texts that were written later.
  const outgoing = [...state.outgoing, readyText(messageId, seq, at)].sort((a, b) => a.seq - b.seq);
  return { ...state, outgoing };
}

export function withoutText(state: ConversationState, messageId: string): ConversationState {
  return { ...state, outgoing: state.outgoing.filter((text) => text.messageId !== messageId) };
}

export function changeText(
  state: ConversationState,
  messageId: string,
  change: (text: OutgoingText) => OutgoingText,
): ConversationState {
  const outgoing = state.outgoing.map((text) => (text.messageId === messageId ? change(text) : text));
  return { ...state, outgoing };
}
