import type { Answer } from '../../api/operations';
import { type InteractionStatus, STATUS_LABELS } from '../../words/labels';

export type ConversationEvent = Answer<'GET /interactions/{interactionId}/timeline'>['events'][number];

/**
 * What a thread says of an event between its texts; null for those that the texts themselves show, or that only "Why?" tells.
 */
export function systemLine(event: ConversationEvent): string | null {
  const { data } = event;
  switch (event.type) {
    case 'status-set':
      return `Status set to ${statusWords(data.status)}`;
    case 'agent-mode-set':
      return data.agentMode === true ? 'Agent Mode switched on' : 'Agent Mode switched off';
    case 'inbound-message':
      return inboundLine(data);
    case 'turn-asked':
      return data.attempt === 1 ? 'The agent was asked' : null;
    case 'turn-failed':
      return 'The agent could not be reached. Status set to Follow up';
    case 'answer-limit-reached':
      return withStatus('The agent answered as often as it may within an hour', data.status);
    case 'send-again':
      return 'Somebody had an unconfirmed text sent again';
    case 'marked-arrived':
      return 'Somebody decided: an unconfirmed text arrived';
    case 'ask-agent-again':
      return 'Somebody asked the agent again';
    case 'do-not-contact-set':
      return data.holds === true ? 'The lead was marked Do Not Contact' : 'Do Not Contact was lifted';
    case 'opted-out':
      return withStatus('The lead opted out', data.status);
    case 'opted-in':
      return withStatus('The lead opted in again', data.status);
    case 'near-opt-out-cleared':
      return 'Somebody decided: no opt-out';
    case 'idle':
      return withStatus('Nothing happened for a long time', data.status);
    default:
      return null;
  }
}

/** A lead's text may change the conversation, which the text alone does not show. */
function inboundLine(data: ConversationEvent['data']): string | null {
  switch (data.consent) {
    case 'opted_out':
      return withStatus('The lead opted out', data.status);
    case 'opted_in':
      return withStatus('The lead opted in again', data.status);
    case 'near_opt_out':
      return 'This sounds like an opt-out: the agent is not asked until a person has decided';
    default:
      if (data.restsUntil !== undefined) return withStatus('The agent rests, because a person wrote', data.status);
      return data.status === undefined ? null : `Status set to ${statusWords(data.status)}`;
  }
}

function withStatus(what: string, status: unknown): string {
  return status === undefined ? what : `${what}. Status set to ${statusWords(status)}`;
}

function statusWords(status: unknown): string {
  return STATUS_LABELS[status as InteractionStatus] ?? String(status);
}
