import type { Parley } from '../support/parley';
import type { AgentNotes } from './agent-notes';
import type { Callers } from './callers';
import type { Observations, ObservedConversation } from './observations';

/** Puts together what was seen from outside. */
export function observe(
  { carrier }: Parley,
  { requests, replies }: AgentNotes,
  callers: Callers,
  conversations: ObservedConversation[],
): Observations {
  return {
    carrierLog: carrier.log(),
    phones: carrier.messages(),
    agentRequests: requests,
    agentReplies: replies,
    calls: callers.log,
    conversations,
  };
}

/** The part of it that is about one phone. */
export function seenOf(seen: Observations, phone: string): Observations {
  const phones = seen.phones.filter(({ from, to }) => from === phone || to === phone);
  const sids = new Set(phones.map(({ messageSid }) => messageSid));
  const conversations = seen.conversations.filter((conversation) => conversation.phone === phone);
  const ids = new Set(conversations.map(({ interactionId }) => interactionId));
  const agentRequests = seen.agentRequests.filter(({ interactionId }) => ids.has(interactionId));
  const turns = new Set(agentRequests.map(({ turnId }) => turnId));
  return {
    phones,
    conversations,
    agentRequests,
    carrierLog: seen.carrierLog.filter(
      (entry) =>
        (entry.type === 'create' && entry.form.To === phone) ||
        ('messageSid' in entry && entry.messageSid !== undefined && sids.has(entry.messageSid)),
    ),
    agentReplies: seen.agentReplies.filter(({ turnId }) => turns.has(turnId)),
    calls: seen.calls.filter((call) => call.phone === phone),
  };
}
