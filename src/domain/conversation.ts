import { windowEnd } from './batch';
import {
  active,
  changeText,
  closeTurn,
  looked,
  needsPerson,
  note,
  queueText,
  withoutText,
} from './conversation-changes';
import type { ConversationEvent, Delivery, Effect, Fact } from './conversation-events';
import { type ConversationSettings, type ConversationState, type OpenTurn, readyText } from './conversation-state';
import { DELIVER_RETRY_FOR_MS, notTakenBackoff, settleLooks } from './delivery';

export interface Decision {
  state: ConversationState;
  effects: Effect[];
}

const BEHIND_RETRY_MS = 1_000;

/**
 * What an event means for a conversation: the state after it, and what is to be done. Pure: no clock, no network.
 * Facts must come in the order of their `seq` (the workflow sees to it); one that was handled before changes nothing.
 */
export function decide(state: ConversationState, event: ConversationEvent, settings: ConversationSettings): Decision {
  if ('seq' in event) {
    if (event.seq <= state.handledSeq) return { state, effects: [] };
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
  const decision = startWhatIsDue({ state: snapshot, effects: [] }, at);
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
      if (answered) return still(note({ ...looked(queued), turn: null }, fact.at, 'the agent replied'));
      if (fact.attentionCleared) return still(note(looked(queued), fact.at, 'the agent replied after all'));
      return still(queued);
    }
    case 'agent-mode-set':
      return still(setAgentMode(state, fact.agentMode, fact.at));
    case 'status-set':
      return still(note({ ...looked(state), status: fact.status }, fact.at, `status set to ${fact.status}`));
    case 'do-not-contact-set':
      // Texts that wait stay in the queue: each is claimed in its turn, and withheld by its claim.
      return still(
        fact.holds
          ? note({ ...withoutNear(state), turn: null }, fact.at, 'Do Not Contact was set: nothing is sent any more')
          : note(state, fact.at, 'Do Not Contact was lifted'),
      );
    case 'opted-out':
      return still(optedOut(withStatus(state, fact.status), fact.at));
    case 'opted-in':
      return still(note(withStatus(state, fact.status), fact.at, 'the lead opted in again'));
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
    case 'idle-recorded':
      return still(note({ ...state, status: event.status }, event.at, `no traffic: ${event.status}`));
  }
}

function takeInbound(state: ConversationState, fact: Extract<Fact, { type: 'inbound-message' }>): ConversationState {
  const restsUntil = fact.restsUntil ?? (fact.turnId === undefined ? (state.restsUntil ?? null) : null);
  const seen = { ...state, status: fact.status ?? state.status, agentMode: fact.agentMode, restsUntil };
  switch (fact.consent) {
    case 'opted_out':
      return optedOut(seen, fact.at);
    case 'near_opt_out':
      return note(
        { ...seen, turn: null, needsPerson: 'near opt-out' },
        fact.at,
        'a text sounds like an opt-out: a person decides',
      );
    case 'opted_in':
      return note(seen, fact.at, 'the lead opted in');
    case 'help':
      return note(seen, fact.at, 'the lead asked for HELP: that is answered without the agent');
  }
  if (fact.turnId === undefined) {
    return note({ ...seen, turn: null }, fact.at, `a text came: recorded, the agent is not asked${untilOf(fact)}`);
  }
  const open = state.turn;
  if (open?.turnId === fact.turnId) {
    return { ...seen, turn: { ...open, lastTextAt: fact.at, texts: open.texts + 1 } };
  }
  const turn = openedTurn({ ...fact, turnId: fact.turnId, texts: fact.texts ?? (open?.texts ?? 0) + 1 });
  const opened = { ...seen, turn };
  return open === null ? opened : note(opened, fact.at, 'the lead wrote again: a new turn holds everything unanswered');
}

/** As the end of a decision's words. */
function untilOf({ restsUntil }: { restsUntil?: number }): string {
  return restsUntil === undefined ? '' : `: it rests until ${new Date(restsUntil).toISOString()}, as a person wrote`;
}

/** A person decided about an unconfirmed text; nobody has to look any more, unless there is another one. */
function decided(state: ConversationState, fact: { attentionCleared?: true }): ConversationState {
  return fact.attentionCleared ? looked(state) : state;
}

/** Texts that wait stay in the queue, due now: each is claimed in its turn, and withheld by its claim. */
function optedOut(state: ConversationState, at: number): ConversationState {
  const outgoing = state.outgoing.map((text) => (text.phase === 'held' ? { ...text, dueAt: at } : text));
  return note({ ...withoutNear(state), turn: null, outgoing }, at, 'the lead opted out: nothing is sent any more');
}

/** It is decided: nobody has to look at a near opt-out. */
function withoutNear(state: ConversationState): ConversationState {
  return state.needsPerson === 'near opt-out' ? { ...state, needsPerson: null } : state;
}

/** The turn's texts waited for a person; its window is over. */
function resumeTurn(
  state: ConversationState,
  fact: Extract<Fact, { type: 'near-opt-out-cleared' }>,
): ConversationState {
  const cleared = note({ ...state, needsPerson: null }, fact.at, 'a person decided that a text was no opt-out');
  const { turnId, texts = 1 } = fact;
  return turnId === undefined
    ? cleared
    : { ...cleared, restsUntil: null, turn: openedTurn({ ...fact, turnId, texts }) };
}

/** A turn as the fact that opened it tells of it; where it tells of no window, the agent is asked at once. */
function openedTurn(fact: {
  turnId: string;
  at: number;
  texts: number;
  windowMs?: number;
  agentName?: string;
}): OpenTurn {
  const { turnId, at, texts, windowMs = 0, agentName = 'the agent' } = fact;
  return { turnId, phase: 'collecting', openedAt: at, lastTextAt: at, windowMs, agentName, texts };
}

function withStatus(state: ConversationState, status: ConversationState['status'] | undefined): ConversationState {
  return status === undefined ? state : { ...state, status };
}

function doubtSettled(state: ConversationState, fact: Extract<Fact, { type: 'delivery-reported' }>): ConversationState {
  const settled = withoutText(state, fact.messageId);
  const failed = fact.state === 'failed' || fact.state === 'undelivered';
  const what = `doubt settled by a report: ${fact.state}`;
  if (failed) return note(needsPerson(settled, 'send failed'), fact.at, what);
  return note(state.needsPerson === 'send unconfirmed' ? looked(settled) : settled, fact.at, what);
}

function notArrived(state: ConversationState, fact: Extract<Fact, { type: 'delivery-reported' }>): ConversationState {
  return note(needsPerson(state, 'send failed'), fact.at, `a text did not arrive: ${fact.state}`);
}

function sendAgain(state: ConversationState, fact: Extract<Fact, { type: 'send-again' }>): ConversationState {
  const { messageId, textSeq, at } = fact;
  const isLookedFor = state.outgoing.some((text) => text.messageId === messageId);
  const queued = isLookedFor
    ? changeText(state, messageId, (text) => ({ ...text, again: true }))
    : queueText(state, messageId, textSeq, at);
  return note(queued, at, 'a person has an unconfirmed text sent again');
}

/** Whether Agent Mode is on or off: somebody wants this one answer. */
function askAgain(state: ConversationState, fact: Extract<Fact, { type: 'ask-agent-again' }>): ConversationState {
  return note({ ...state, turn: openedTurn(fact), restsUntil: null }, fact.at, 'the agent is to be asked again');
}

function setAgentMode(state: ConversationState, agentMode: boolean, at: number): ConversationState {
  if (agentMode) return note({ ...state, agentMode, restsUntil: null }, at, 'Agent Mode switched on');
  const what = state.turn === null ? 'Agent Mode switched off' : 'Agent Mode switched off: the batch is dropped';
  return note({ ...state, agentMode, turn: null }, at, what);
}

function timePassed(state: ConversationState, at: number, settings: ConversationSettings): Decision {
  const idle = state.status === 'in_progress' && !state.idleRecorded;
  if (idle && at >= state.lastEventAt + settings.idleIncompleteAfterMs) {
    return { state: { ...state, idleRecorded: true }, effects: [{ type: 'record-idle' }] };
  }
  return still(state);
}

function turnForwarded(
  state: ConversationState,
  event: Extract<ConversationEvent, { type: 'turn-forwarded' }>,
  settings: ConversationSettings,
): Decision {
  const { turnId, outcome, at } = event;
  switch (outcome.kind) {
    case 'replied': {
      // The activity handed the reply over itself; only what is not finished comes into the queue.
      const answered = looked(closeTurn(state, turnId));
      const queued = queueText(answered, outcome.messageId, outcome.seq, at);
      const ended = deliveryEnded(queued, outcome.messageId, outcome.delivery, at, settings);
      return still(note(ended, at, `the agent replied: ${outcome.delivery.outcome}`));
    }
    case 'taken': {
      if (state.turn?.turnId !== turnId) return still(state);
      return still({ ...state, turn: { ...state.turn, phase: 'waiting' } });
    }
    case 'closed':
      return still(closeTurn(state, turnId));
    case 'failed': {
      if (state.turn?.turnId !== turnId) return still(state);
      return {
        state: { ...state, turn: { ...state.turn, phase: 'failing' } },
        effects: [{ type: 'fail-turn', turnId }],
      };
    }
  }
}

function deliveryEnded(
  state: ConversationState,
  messageId: string,
  delivery: Delivery,
  at: number,
  settings: ConversationSettings,
): ConversationState {
  switch (delivery.outcome) {
    case 'accepted':
      return withoutText(active(state, at), messageId);
    case 'refused':
      return note(needsPerson(withoutText(state, messageId), 'send failed'), at, 'the provider refused a text');
    case 'behind': {
      const { ahead } = delivery;
      const held = changeText(state, messageId, (text) => ({ ...text, phase: 'held', dueAt: at + BEHIND_RETRY_MS }));
      // A text that nobody is at would be waited for in vain: it is taken up, and its claim knows what became of it.
      return ahead === undefined ? held : queueText(held, ahead.messageId, ahead.seq, at);
    }
    case 'not-taken': {
      const held = changeText(state, messageId, (text) => {
        const notTaken = text.notTaken + 1;
        return { ...text, phase: 'held', notTaken, dueAt: at + notTakenBackoff(notTaken) };
      });
      return note(held, at, 'the provider did not take a text: it is tried again');
    }
    case 'unclear': {
      const firstLook = settleLooks(settings.settleForMs)[0] ?? 0;
      const settling = changeText(state, messageId, (text) => ({
        ...text,
        phase: 'settling',
        since: at,
        looks: 0,
        dueAt: at + firstLook,
      }));
      return note(settling, at, 'a send is unclear: evidence is looked for, it is not sent again');
    }
  }
}

function settleEnded(
  state: ConversationState,
  event: Extract<ConversationEvent, { type: 'settle-ended' }>,
  settings: ConversationSettings,
): ConversationState {
  const { messageId, at, evidence } = event;
  const text = state.outgoing.find((one) => one.messageId === messageId);
  if (text === undefined) return state; // a report or a person has settled it since
  if (text.again) return changeText(state, messageId, ({ seq }) => readyText(messageId, seq, at));
  if (evidence === 'settled') return note(withoutText(state, messageId), at, 'an unclear send is settled by evidence');
  if (evidence === 'not-taken') return deliveryEnded(state, messageId, { outcome: 'not-taken' }, at, settings);
  if (evidence === 'unconfirmed') {
    const unconfirmed = needsPerson(withoutText(state, messageId), 'send unconfirmed');
    return note(unconfirmed, at, 'no evidence of a send: unconfirmed');
  }
  return changeText(state, messageId, (text) => {
    const looks = text.looks + 1;
    const lookAt = settleLooks(settings.settleForMs)[looks] ?? settings.settleForMs;
    return { ...text, phase: 'settling', looks, dueAt: text.since + lookAt };
  });
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
  const head = state.outgoing[0];
  if (head === undefined || state.outgoing.some((text) => text.phase === 'delivering')) return { state, effects };
  const { messageId } = head;
  if (head.phase === 'ready' || (head.phase === 'held' && at >= head.dueAt)) {
    const lastTry = at - head.since >= DELIVER_RETRY_FOR_MS;
    effects.push({ type: 'deliver-message', messageId, lastTry });
    state = changeText(state, messageId, (text) => ({ ...text, phase: 'delivering' }));
  } else if (head.phase === 'settling' && at >= head.dueAt) {
    effects.push({ type: 'settle-message', messageId, lastLook: head.looks >= LAST_LOOK });
    state = changeText(state, messageId, (text) => ({ ...text, phase: 'delivering' }));
  }
  return { state, effects };
}

const LAST_LOOK = settleLooks(1).length - 1;

function still(state: ConversationState): Decision {
  return { state, effects: [] };
}
