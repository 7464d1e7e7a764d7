import type { PhoneMessage } from '../../src/dev/carrier/messages';
import type { LogEntry } from '../../src/dev/carrier/record';

/**
 * All that the checker knows: what the carrier, the agent and the callers saw of Parley from outside, and what its public
 * API says in the end. Nothing of its tables, its logs or its workflows. All times are milliseconds since 1970 by the
 * clock of the one process in which carrier, agent and callers run.
 */
export interface Observations {
  /** The carrier's log: every try of a webhook, every request to create a text, with what was answered. */
  carrierLog: LogEntry[];
  /** What all phones show, in the order in which the carrier took it. */
  phones: PhoneMessage[];
  agentRequests: AgentRequestEntry[];
  agentReplies: AgentReplyEntry[];
  calls: CallEntry[];
  conversations: ObservedConversation[];
}

/** A request that reached the agent's webhook, rightly signed. */
export interface AgentRequestEntry {
  at: number;
  turnId: string;
  interactionId: string;
  /** The batch, a text each. */
  texts: string[];
}

/** A reply that the agent gave, whichever way; each has words of its own. */
export interface AgentReplyEntry {
  at: number;
  turnId: string;
  body: string;
}

interface TryOfCall {
  /** The same for every try of one request. */
  callId: string;
  startedAt: number;
  /** Null: cut off, or no answer in time. */
  answeredAt: number | null;
  /** Null: no answer. */
  status: number | null;
  /** The error's code, or the text's state as it was answered. */
  said?: string;
  messageId?: string;
}

/** One try of a call of the API. */
export type CallEntry = TryOfCall &
  (
    | { what: 'send'; by: 'program' | 'person' | 'agent'; phone: string; body: string; idempotencyKey?: string }
    | { what: 'agent-mode'; phone: string; agentMode: boolean }
  );

/** A conversation as the public API tells it when all has come to rest. */
export interface ObservedConversation {
  interactionId: string;
  phone: string;
  ourNumber: string;
  /** The state of the turn that waits; null: none. */
  turn: string | null;
  /** `GET /interactions/{id}/messages`, in its order. */
  messages: ObservedMessage[];
  /** `GET /interactions/{id}`: what agents and pages are shown. */
  transcript: { timestamp: string; role: string; message: string; source: string }[];
}

export interface ObservedMessage {
  messageId: string;
  seq: number;
  timestamp: string;
  /** When a text that was recovered was written. */
  writtenAt?: string | null;
  direction: 'inbound' | 'outbound';
  source: string;
  message: string;
  state: string;
  providerMessageId: string | null;
  turnId: string | null;
}

/** A promise that was broken, with the ids to look it up by. */
export interface Violation {
  rule: string;
  /** The phone, conversation, text or turn. */
  id: string;
  what: string;
}
