import { windowEnd } from './batch';
import { doNotContactSet, optedOut } from './conversation-consent';
import { deliveryEnded, doubtSettled, notArrived, sendAgain, settleEnded } from './conversation-deliveries';
import type { ConversationEvent, Effect, Fact } from './conversation-events';
import { releaseDue, releaseEnded, reschedule, schedule, unschedule } from './conversation-schedule';
import type { ConversationSettings, ConversationState } from './conversation-state';
import { askAgain, resumeTurn, setAgentMode, takeInbound, turnForwarded, untilOf } from './conversation-turns';
import { type Decision, still } from './decision';
import { DELIVER_RETRY_FOR_MS, settleLooks } from './delivery';
import {
  active,
  agentActed,
  changeText,
  closeTurn,
  looked,
  needsPerson,
  note,
  queueText,
  withoutText,
} from './state-changes';

/**
 * What an event means for a conversation: the state after it, and what is to be done. Pure: no clock, no network.
 * Facts must come in the order of their `seq` (the workflow sees to it); one that was handled before changes nothing.
 */
export function decide(state: ConversationState, event: ConversationEvent, settings: ConversationSettings): Decision {
  if ('seq' in event) {
    if (event.seq <= state.handledSeq) return still(state);
    const handled = { ...active(state, event.at), handledSeq: event.seq };
    return startWhatIsDue(decideFact(handled, event), event.at);
  }
  return startWhatIsDue(decideOwn(state, event, settings), event.at);
}

/** Takes up a conversation from what Postgres says: what was under way when nobody watched is taken up again. */
export function resume(snapshot: ConversationState, at: number): Decision {
  const asked = snapshot.turn?.phase === 'asking' ? snapshot.turn : null;
  const effects: Effect[] = asked
    ? [{ type: 'forward-turn', turnId: asked.turnId, agentName: asked.agentName, texts: asked.texts }]
    : [];
  const decision = startWhatIsDue(still(snapshot), at);
  return { state: decision.state, effects: [...effects, ...decision.effects] };
}

function decideFact(state: ConversationState, fact: Fact): Decision {
  switch (fact.type) {
    case 'inbound-message':
      return still(takeInbound(state, fact));
    case 'send': {
      const queued = queueText(state, fact.messageId, fact.seq, fact.at);
      if (fact.source !== 'manual') return still(queued);
      // Also where the lead may have opted out: whoever writes has decided that.
      const written = { ...queued, turn: null, needsPerson: null, restsUntil: fact.restsUntil ?? null };
      return still(note(written, fact.at, `a person wrote${untilOf(fact)}`));
    }
    case 'agent-reply': {
      const queued = queueText(state, fact.messageId, fact.seq, fact.at);
      const answered = fact.turnId !== undefined && state.turn?.turnId === fact.turnId;
      if (answered) return still(note({ ...agentActed(queued), turn: null }, fact.at, 'the agent replied'));
      if (fact.attentionCleared) return still(note(agentActed(queued), fact.at, 'the agent replied after all'));
      return still(queued);
    }
    case 'text-scheduled':
      return still(schedule(state, fact));
    case 'schedule-changed':
      return still(reschedule(state, fact));
    case 'schedule-cancelled':
      return still(unschedule(state, fact));
    case 'agent-mode-set':
      return still(setAgentMode(state, fact.agentMode, fact.at));
    case 'status-set':
      return still(note({ ...looked(state), status: fact.status }, fact.at, `status set to ${fact.status}`));
    case 'do-not-contact-set':
      return still(doNotContactSet(state, fact));
    case 'opted-out':
      return still(optedOut(state, fact));
    case 'opted-in':
      return still(note({ ...state, status: fact.status ?? state.status }, fact.at, 'the lead opted in again'));
    case 'near-opt-out-cleared':
      return still(resumeTurn(state, fact));
    case 'delivery-reported':
      return still(fact.inDoubt === false ? notArrived(state, fact) : doubtSettled(state, fact));
    case 'ask-agent-again':
      return still(askAgain(state, fact));
    case 'answer-limit-reached': {
      const limited = { ...closeTurn(state, fact.turnId), status: fact.status };
      return still(note(needsPerson(limited, 'answer limit'), fact.at, 'the agent gave all the answers of an hour'));
    }
    case 'send-again':
      return still(sendAgain(decided(state, fact), fact));
    case 'marked-arrived': {
      const arrived = withoutText(decided(state, fact), fact.messageId);
      return still(note(arrived, fact.at, 'a person says that an unconfirmed text arrived'));
    }
    case 'attention-cleared':
      return still(note(looked(state), fact.at, 'a person looked'));
    case 'look-again':
      return still(note(state, fact.at, 'pending for too long: read anew from Postgres'));
  }
}

function decideOwn(
  state: ConversationState,
  event: Exclude<ConversationEvent, Fact>,
  settings: ConversationSettings,
): Decision {
  switch (event.type) {
    case 'time-passed':
      return timePassed(state, event.at, settings);
    case 'turn-forwarded':
      return turnForwarded(state, event, settings);
    case 'turn-failed': {
      if (!event.failed) return still(closeTurn(state, event.turnId));
      const failed = { ...closeTurn(state, event.turnId), status: 'follow_up' as const };
      return still(note(needsPerson(failed, 'agent failed'), event.at, 'the agent could not be reached'));
    }
    case 'delivery-ended':
      return still(deliveryEnded(state, event.messageId, event.delivery, event.at, settings));
    case 'settle-ended':
      return still(settleEnded(state, event, settings));
    case 'release-ended':
      return still(releaseEnded(state, event));
    case 'idle-recorded':
      return still(note({ ...state, status: event.status }, event.at, `no traffic: ${event.status}`));
  }
}

/** A person decided about an unconfirmed text; nobody has to look any more, unless there is another one. */
function decided(state: ConversationState, fact: { attentionCleared?: true }): ConversationState {
  return fact.attentionCleared ? looked(state) : state;
}

function timePassed(state: ConversationState, at: number, settings: ConversationSettings): Decision {
  const idle = state.status === 'in_progress' && !state.idleRecorded;
  if (idle && at >= state.lastEventAt + settings.idleIncompleteAfterMs) {
    return { state: { ...state, idleRecorded: true }, effects: [{ type: 'record-idle' }] };
  }
  return still(state);
}

/** Starts what may start now: the window that has ended, and the first text of the queue. */
function startWhatIsDue(decision: Decision, at: number): Decision {
  let { state } = decision;
  const effects = [...decision.effects];
  const turn = state.turn;
  if (turn?.phase === 'collecting' && at >= windowEnd(turn)) {
    const texts = `${turn.texts} ${turn.texts === 1 ? 'text' : 'texts'}`;
    state = note({ ...state, turn: { ...turn, phase: 'asking' } }, at, `asked ${turn.agentName}: ${texts}`);
    effects.push({ type: 'forward-turn', turnId: turn.turnId, agentName: turn.agentName, texts: turn.texts });
  }
  const release = releaseDue(state, at);
  state = release.state;
  effects.push(...release.effects);
  const head = state.outgoing[0];
  if (head === undefined || state.outgoing.some((text) => text.phase === 'delivering')) return { state, effects };
  const { messageId } = head;
  if (head.phase === 'ready' || (head.phase === 'held' && at >= head.dueAt)) {
    const lastTry = at - head.since >= DELIVER_RETRY_FOR_MS;
    effects.push({ type: 'deliver-message', messageId, lastTry });
    state = changeText(state, messageId, ({ paced: _, ...text }) => ({ ...text, phase: 'delivering' }));
  } else if (head.phase === 'settling' && at >= head.dueAt) {
    effects.push({ type: 'settle-message', messageId, lastLook: head.looks >= LAST_LOOK });
    state = changeText(state, messageId, (text) => ({ ...text, phase: 'delivering' }));
  }
  return { state, effects };
}

const LAST_LOOK = settleLooks(1).length - 1;
