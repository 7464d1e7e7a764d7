import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineSignal } from '@temporalio/workflow';
import { FACTS, type Fact, type FactType } from '../src/domain/conversation-events';
import type { ConversationSettings, ConversationState } from '../src/domain/conversation-state';

/** What a conversation's workflow is started with. Plain JSON; it is carried over continue-as-new. */
export interface ConversationInput {
  tenantId: string;
  interactionId: string;
  settings: ConversationSettings & ActivitySettings;
  /** There were facts before the one that starts this run: the state is read from Postgres first. */
  resume: boolean;
  /** The state of the run before this one. */
  state?: ConversationState;
  /** The search attributes that the run before this one left. */
  shown?: { status: string; waitingFor: string };
}

/** Limits of the workflow's activities, in milliseconds, and when it continues as new. */
export interface ActivitySettings {
  agentTimeoutMs: number;
  providerTimeoutMs: number;
  /** History events after which to continue as new; the server's own suggestion when not given. */
  continueAsNewAfter?: number;
  /** How long to wait for a missing fact; 30 s when not given. */
  missingFactMs?: number;
}

/** A signal's payload: a fact without its type, which is the signal's name. */
export type FactPayload = Omit<Fact, 'type'>;

/** One signal for each kind of fact, named for people reading the Temporal UI. */
export const factSignals = Object.entries(FACTS).map(([type, description]) => ({
  type: type as FactType,
  description,
  signal: defineSignal<[FactPayload]>(type),
}));

/** What operators filter conversations by. Ids and classes only: search attributes are readable to all who see the namespace. */
export const searchAttributes = {
  tenant: defineSearchAttributeKey('ParleyTenant', SearchAttributeType.KEYWORD),
  status: defineSearchAttributeKey('ParleyStatus', SearchAttributeType.KEYWORD),
  waitingFor: defineSearchAttributeKey('ParleyWaitingFor', SearchAttributeType.KEYWORD),
  provider: defineSearchAttributeKey('ParleyProvider', SearchAttributeType.KEYWORD),
};
