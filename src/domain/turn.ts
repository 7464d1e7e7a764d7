/**
 * A turn is a batch of the lead's texts that waits for the agent's one answer.
 * `collecting` (the batch window runs) → `asking` (a request to the agent is under way) ⇄ `retrying` (it failed, the next
 * comes) → `waiting` (the agent took it and will answer through the API) → one of the ended states.
 */
export type TurnState =
  | 'collecting'
  | 'asking'
  | 'retrying'
  | 'waiting'
  | 'answered'
  | 'superseded'
  | 'answered_by_person'
  | 'failed'
  | 'dropped';

/** Why a reply may not be sent; the code that the API answers with. */
export type ReplyRefusal = 'TURN_ALREADY_ANSWERED' | 'STALE_TURN' | 'ANSWERED_BY_PERSON' | 'AGENT_MODE_OFF';

/** The most answers an agent gives within an hour in one conversation where nobody says otherwise; also in a conversation without an agent. */
export const ANSWERS_PER_HOUR = 30;

/**
 * Whether a reply that names its turn may be sent now: null, or why not. One reply per turn, never a stale one.
 * A failed turn still takes its reply: late is better than never while nobody else answered.
 * @param unseenTexts the lead wrote after what the agent was shown
 */
export function replyRefusal(state: TurnState, unseenTexts: boolean): ReplyRefusal | null {
  switch (state) {
    case 'answered':
      return 'TURN_ALREADY_ANSWERED';
    case 'answered_by_person':
      return 'ANSWERED_BY_PERSON';
    case 'dropped':
      return 'AGENT_MODE_OFF';
    case 'superseded':
    case 'collecting':
      return 'STALE_TURN';
    case 'asking':
    case 'retrying':
    case 'waiting':
    case 'failed':
      return unseenTexts ? 'STALE_TURN' : null;
  }
}
