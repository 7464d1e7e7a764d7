import { type NeedsPerson, withoutReason, withReason } from './attention';
import { type ConversationState, type OutgoingText, readyText } from './conversation-state';

// The small steps of which decisions are made. Each gives a new state, and leaves the one that it was given as it was.

const DECISIONS_KEPT = 8;

/** Something happened to it: it is idle anew from then on. */
export function active(state: ConversationState, at: number): ConversationState {
  return { ...state, lastEventAt: Math.max(state.lastEventAt, at), idleRecorded: false };
}

/** With one more decision for people reading the Temporal UI, `what` in a few words. */
export function note(state: ConversationState, at: number, what: string): ConversationState {
  return { ...state, decisions: [...state.decisions, { at, what }].slice(-DECISIONS_KEPT) };
}

/** A person should look at it. */
export function needsPerson(state: ConversationState, why: NeedsPerson): ConversationState {
  return { ...state, needsPerson: withReason(state.needsPerson, why) };
}

/** Somebody acted: nobody has to look any more. */
export function looked(state: ConversationState): ConversationState {
  return { ...state, needsPerson: withoutReason(state.needsPerson) };
}

/** Without this turn, if it is the open one. */
export function closeTurn(state: ConversationState, turnId: string): ConversationState {
  return state.turn?.turnId === turnId ? { ...state, turn: null } : state;
}

/** With a text on its way, in its place among the others; one that is there already stays as it is. */
export function queueText(state: ConversationState, messageId: string, seq: number, at: number): ConversationState {
  if (state.outgoing.some((text) => text.messageId === messageId)) return state;
  // A reply that the forwarding activity has in hand can come in here after texts that were written later.
  const outgoing = [...state.outgoing, readyText(messageId, seq, at)].sort((a, b) => a.seq - b.seq);
  return { ...state, outgoing };
}

/** Without a text, which has left or never will. */
export function withoutText(state: ConversationState, messageId: string): ConversationState {
  return { ...state, outgoing: state.outgoing.filter((text) => text.messageId !== messageId) };
}

/** With a text on its way changed, if it is there. */
export function changeText(
  state: ConversationState,
  messageId: string,
  change: (text: OutgoingText) => OutgoingText,
): ConversationState {
  const outgoing = state.outgoing.map((text) => (text.messageId === messageId ? change(text) : text));
  return { ...state, outgoing };
}
