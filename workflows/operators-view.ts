import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import {
  type ConversationSettings,
  type ConversationState,
  nextDue,
  scheduledTexts,
  waitingFor,
} from '../src/domain/conversation-state';
import { searchAttributes } from './messages';

/**
 * What operators see of a conversation in the Temporal UI: its current details (free, written anew at every step) and its
 * search attributes (an event in the history and a write for the server, so only when one changes).
 */
export class OperatorsView {
  /** @param shown what the attributes are now: set by the start, or left by the run before this one */
  constructor(
    public shown: { status: string; waitingFor: string },
    private readonly settings: ConversationSettings,
  ) {}

  update(state: ConversationState): void {
    setCurrentDetails(details(state, this.settings));
    const now = { status: state.status, waitingFor: waitingFor(state) };
    if (now.status === this.shown.status && now.waitingFor === this.shown.waitingFor) return;
    this.shown = now;
    upsertSearchAttributes([
      { key: searchAttributes.status, value: now.status },
      { key: searchAttributes.waitingFor, value: now.waitingFor },
    ]);
  }
}

function details(state: ConversationState, settings: ConversationSettings): string {
  const due = nextDue(state, settings);
  const lines = [
    `**Conversation** \`${state.interactionId}\``,
    '',
    '| | |',
    '|---|---|',
    `| Status | ${state.status} |`,
    `| Agent Mode | ${state.agentMode ? 'on' : 'off'} |`,
    `| Waits for | ${describeWait(state)} |`,
    `| Next | ${due.what}, ${iso(due.at)} |`,
    ...(state.restsUntil ? [`| The agent rests | until ${iso(state.restsUntil)}, because a person wrote |`] : []),
    `| Handled up to | event ${state.handledSeq} |`,
    ...(state.needsPerson ? [`| **Needs a person** | ${state.needsPerson} |`] : []),
    '',
    '**Last decisions**',
    '',
    ...state.decisions.map((decision) => `- ${iso(decision.at)}: ${decision.what}`),
  ];
  return lines.join('\n');
}

function describeWait(state: ConversationState): string {
  const { turn, outgoing } = state;
  const head = outgoing[0];
  if (head?.phase === 'settling') return `evidence of ${head.messageId}`;
  if (head?.paced && head.phase === 'held') return `the sending rate of its number, which lets ${head.messageId} leave`;
  if (head)
    return `the provider to take ${head.messageId}${outgoing.length > 1 ? ` and ${outgoing.length - 1} more` : ''}`;
  switch (turn?.phase) {
    case 'collecting':
      return `more texts of the lead (${turn.texts} so far)`;
    case 'asking':
    case 'failing':
      return `${turn.agentName} to answer ${turn.turnId}`;
    case 'waiting':
      return `${turn.agentName} to reply to ${turn.turnId} through the API`;
    case undefined:
      return scheduled(scheduledTexts(state).length);
  }
}

function scheduled(texts: number): string {
  if (texts === 0) return 'the lead';
  return texts === 1
    ? 'the lead, and the time of a scheduled text'
    : `the lead, and the times of ${texts} scheduled texts`;
}

function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
