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
      /** How many texts the turn holds, where it holds earlier ones that no turn before it held. */
      texts?: number;
      /** The agent is not asked: it rests until then, because a person wrote. */
      restsUntil?: number;
      /** Set where the text changed the conversation's status. */
      status?: InteractionStatus;
      /** What the text said about consent; such a text is not for the agent. */
      consent?: 'opted_out' | 'opted_in' | 'help' | 'near_opt_out';
      /** When the provider got a text that was recovered from its list. */
      writtenAt?: number;
      /** That was too long ago for the agent: the turn goes on without it, and a person is to see it. */
      late?: true;
    }
  /** `restsUntil`: a person's text lets the agent rest so long. */
  | { type: 'send'; messageId: string; source: 'manual' | 'api' | 'system'; restsUntil?: number }
  | {
      type: 'agent-reply';
      messageId: string;
      turnId?: string;
      /** It answered a turn that had failed, which nobody needs to look at any more. */
      attentionCleared?: true;
    }
  /** A text is to leave at `dueAt`. An agent's answers its turn from now on. */
  | { type: 'text-scheduled'; messageId: string; dueAt: number; turnId?: string; attentionCleared?: true }
  | { type: 'schedule-changed'; messageId: string; dueAt: number }
  | { type: 'schedule-cancelled'; messageId: string }
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
      /** False where somebody has to look all the same, as another text is unconfirmed, or nobody had to; facts without it end that. */
      attentionCleared?: false;
    }
  /** All that nobody answered yet is in this turn, and its agent is to be asked at once. */
  | { type: 'ask-agent-again'; turnId: string; agentName: string; texts: number }
  /** The turn failed because its agent gave all the answers that it may give within an hour. */
  | { type: 'answer-limit-reached'; turnId: string; answersPerHour: number; status: InteractionStatus }
  /** A person decided about an unconfirmed text; `textSeq` is the text's own number, which is its place among others. */
  | { type: 'send-again'; messageId: string; textSeq: number; by: string; attentionCleared?: true }
  | { type: 'marked-arrived'; messageId: string; by: string; attentionCleared?: true }
  | { type: 'attention-cleared' }
  | { type: 'look-again' }
);

export type FactType = Fact['type'];

/** The facts' names: the names of the signals that operators read in the Temporal UI, each with what it tells them. */
export const FACTS: Record<FactType, string> = {
  'inbound-message': 'The lead wrote a text.',
  send: 'A person or a program sent a text.',
  'agent-reply': 'The AI agent replied through the API.',
  'text-scheduled': 'A person, a program or the AI agent scheduled a text for later.',
  'schedule-changed': 'Somebody changed a scheduled text, or when it leaves.',
  'schedule-cancelled': 'Somebody cancelled a scheduled text.',
  'agent-mode-set': 'Somebody switched Agent Mode.',
  'status-set': "Somebody set the conversation's status.",
  'do-not-contact-set': 'Somebody decided whether the lead may be texted.',
  'opted-out': 'The lead opted out, by another conversation, a person or the provider.',
  'opted-in': 'The lead opted in again, by another conversation or a person.',
  'near-opt-out-cleared': 'A person decided that a text was no opt-out.',
  'delivery-reported': 'The provider reported on a text whose delivery was in doubt, or that it did not arrive.',
  'ask-agent-again': 'Somebody wants the AI agent to be asked about all that is not answered yet.',
  'answer-limit-reached': 'The AI agent gave all the answers that it may give within an hour: a person has to look.',
  'send-again': 'A person has a text sent again of which nobody knows whether it arrived.',
  'marked-arrived': 'A person says that a text arrived of which nobody knew.',
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
  /** It came into quiet hours, and waits for their end. */
  | 'scheduled'
  /** The sending rate of its number lets it leave later. */
  | 'paced';

/**
 * How a delivery ended; behind what, where nobody seems to be delivering that text; until when it waits, in milliseconds since
 * 1970, where it is scheduled or paced.
 */
export interface Delivery {
  outcome: DeliveryOutcome;
  ahead?: { messageId: string; seq: number };
  until?: number;
}

/** What became of a scheduled text that was to be released. */
export type Release =
  /** It is queued, as the event of this number. */
  | { outcome: 'released'; seq: number }
  /** It is too early: its time, in milliseconds since 1970, has not come. */
  | { outcome: 'waits'; dueAt: number }
  /** A rule forbade it; or it had left, or was cancelled. */
  | { outcome: 'withheld' | 'gone' };

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
  | { type: 'release-ended'; at: number; messageId: string; release: Release }
  | { type: 'idle-recorded'; at: number; status: InteractionStatus };

/** What the workflow is to do. */
export type Effect =
  | { type: 'forward-turn'; turnId: string; agentName: string; texts: number }
  | { type: 'fail-turn'; turnId: string }
  | { type: 'deliver-message'; messageId: string; lastTry: boolean }
  | { type: 'settle-message'; messageId: string; lastLook: boolean }
  | { type: 'release-text'; messageId: string }
  | { type: 'record-idle' };
