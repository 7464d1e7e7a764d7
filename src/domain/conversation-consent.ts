import type { Fact } from './conversation-events';
import { dueAtOnce } from './conversation-schedule';
import type { ConversationState } from './conversation-state';
import { note } from './state-changes';

/** What it means for a conversation that nothing may be sent in it any more. */

/** Texts that wait stay in the queue, due now: each is claimed in its turn, and withheld by its claim. */
export function optedOut(
  state: ConversationState,
  { status = state.status, at }: { status?: ConversationState['status']; at: number },
): ConversationState {
  const outgoing = state.outgoing.map((text) => (text.phase === 'held' ? { ...text, dueAt: at } : text));
  return note(
    { ...dueAtOnce(withoutNear(state), at), status, turn: null, outgoing },
    at,
    'the lead opted out: nothing is sent any more',
  );
}

/** Texts that wait stay in the queue: each is claimed in its turn, and withheld by its claim. */
export function doNotContactSet(
  state: ConversationState,
  { holds, at }: Extract<Fact, { type: 'do-not-contact-set' }>,
): ConversationState {
  if (!holds) return note(state, at, 'Do Not Contact was lifted');
  const ended = { ...dueAtOnce(withoutNear(state), at), turn: null };
  return note(ended, at, 'Do Not Contact was set: nothing is sent any more');
}

/** It is decided: nobody has to look at a near opt-out. */
function withoutNear(state: ConversationState): ConversationState {
  return state.needsPerson === 'near opt-out' ? { ...state, needsPerson: null } : state;
}
