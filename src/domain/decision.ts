import type { Effect } from './conversation-events';
import type { ConversationState } from './conversation-state';

/** What an event comes to: the state after it, and what is to be done. */
export interface Decision {
  state: ConversationState;
  effects: Effect[];
}

/** Nothing is to be done. */
export function still(state: ConversationState): Decision {
  return { state, effects: [] };
}
