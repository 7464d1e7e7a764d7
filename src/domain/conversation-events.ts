import type { MessageState } from './delivery';
import type { InteractionStatus } from './status';

/**
 * What Postgres tells a conversation's workflow: facts, already committed. `seq` is the event's number in the
 * conversation; `after` is the number of the event that was to be told before it (0: none), so a missing one shows.
 * All times are milliseconds since 1970. Nothing personal is in here: ids, times and names of rules.
 */
export type Fact = { seq: number; after: number; at: number } & (
  | {
      type: 'inbound-message';
      messageId: string;
      /** Whether Agent Mode was on when it came. */
      agentMode: boolean;
      /** The turn this text belongs to, where the agent is to be asked. */
      turnId?: string;
      windowMs?: number;
      agentName?: string;
      /** Set where the text changed the conversation's status. */
      status?: InteractionStatus;
      /** What the text said about consent; such a text is not for the agent. */
      consent?: 'opted_out' | 'opted_in' | 'help' | 'near_opt_out';
      /** When the provider got a text that was recovered from its list. */
      writtenAt?: number;
      /** That was too long ago for the agent: the turn goes on without it, and a person is to see it. */
      late?: true;
    }
  | { type: 'send'; messageId: string; source: 'manual' | 'api' | 'system' }
  | {
      type: 'agent-reply';
      messageId: string;
      turnId?: string;
      /** It answered a turn that had failed, which nobody needs to look at any more. */
      attentionCleared?: true;
    }
  | { type: 'agent-mode-set'; agentMode: boolean }
  | { type: 'status-set'; status: InteractionStatus }
  | { type: 'do-not-contact-set'; leadId: string; holds: boolean }
  /** The phone opted out or in elsewhere: in another conversation, by a person, at the provider. */
  | { type: 'opted-out' | 'opted-in'; consentEventId: string; status?: InteractionStatus }
  /** With the turn that is to be asked at once, where an agent is to be asked. */
  | { type: 'near-opt-out-cleared'; by: string; turnId?: string; windowMs?: number; agentName?: string; texts?: number }
  | {
      type: 'delivery-reported';
      messageId: string;
      state: MessageState;
      /** False where the text was known to be sent, and did not arrive; facts without it settle a doubt. */
      inDoubt?: false;
    }
  /** All that nobody answered yet is in this turn, and its agent is to be asked at once. */
  | { type: 'ask-agent-again'; turnId: string; agentName: string; texts: number }
  | { type: 'attention-cleared' }
  | { type: 'look-again' }
);

export type FactType = Fact['type'];

/** The facts' names: the names of the signals that operators read in the Temporal UI, each with what it tells them. */
export const FACTS: Record<FactType, string> = {
  'inbound-message': 'The lead wrote a text.',
  send: 'A person or a program sent a text.',
  'agent-reply': 'The AI agent replied through the API.',
  'agent-mode-set': 'Somebody switched Agent Mode.',
  'status-set': "Somebody set the conversation's status.",
  'do-not-contact-set': 'Somebody decided whether the lead may be texted.',
  'opted-out': 'The lead opted out, by another conversation, a person or the provider.',
  'opted-in': 'The lead opted in again, by another conversation or a person.',
  'near-opt-out-cleared': 'A person decided that a text was no opt-out.',
  'delivery-reported': 'The provider reported on a text whose delivery was in doubt, or that it did not arrive.',
  'ask-agent-again': 'Somebody wants the AI agent to be asked about all that is not answered yet.',
  'attention-cleared': 'Somebody looked at what needed a person.',
  'look-again': 'Something has been pending for too long: the conversation is read anew from Postgres.',
};

/** How a delivery ended, from the activity that claimed it. */
export type DeliveryOutcome =
  | 'accepted'
  | 'refused'
  | 'not-taken'
  | 'unclear'
  /** An earlier text of the conversation has not left yet. */
  | 'behind'
  /** The sending rate of its number lets it leave later. */
  | 'paced';

/** How a delivery ended; behind what, where nobody seems to be delivering that text, and paced until when. */
export interface Delivery {
  outcome: DeliveryOutcome;
  ahead?: { messageId: string; seq: number };
  until?: number;
}

/** What a look for evidence of an unclear send found. */
export type Evidence =
  /** It is known what became of the text. */
  | 'settled'
  /** It never left after all: it may be sent. */
  | 'not-taken'
  /** Nothing yet. */
  | 'none'
  /** Nothing, and that was the last look. */
  | 'unconfirmed';

/** How asking the agent ended. */
export type ForwardOutcome =
  /** It replied in its answer; the reply is recorded, and was handed over with this outcome. */
  | { kind: 'replied'; messageId: string; seq: number; delivery: Delivery }
  /** It took the turn and will reply through the API, or not at all. */
  | { kind: 'taken' }
  /** The turn needs no answer any more: superseded, answered, dropped. */
  | { kind: 'closed' }
  /** It could not be reached until its retries ended. */
  | { kind: 'failed' };

/** Everything that can happen to a conversation: facts, the ends of its own actions, and time. */
export type ConversationEvent =
  | Fact
  | { type: 'time-passed'; at: number }
  | { type: 'turn-forwarded'; at: number; turnId: string; outcome: ForwardOutcome }
  | { type: 'turn-failed'; at: number; turnId: string; failed: boolean }
  | { type: 'delivery-ended'; at: number; messageId: string; delivery: Delivery }
  | { type: 'settle-ended'; at: number; messageId: string; evidence: Evidence }
  | { type: 'idle-recorded'; at: number; status: InteractionStatus };

/** What the workflow is to do. */
export type Effect =
  | { type: 'forward-turn'; turnId: string; agentName: string; texts: number }
  | { type: 'fail-turn'; turnId: string }
  | { type: 'deliver-message'; messageId: string; lastTry: boolean }
  | { type: 'settle-message'; messageId: string; lastLook: boolean }
  | { type: 'record-idle' };
