import { decide } from '../../src/domain/conversation';
import type {
  ConversationEvent,
  DeliveryOutcome,
  Effect,
  Evidence,
  Fact,
  ForwardOutcome,
  Release,
} from '../../src/domain/conversation-events';
import {
  type ConversationSettings,
  type ConversationState,
  newConversation,
  nextDue,
  scheduledTexts,
  waitingFor,
} from '../../src/domain/conversation-state';
import type { Decision } from '../../src/domain/decision';
import type { MessageState } from '../../src/domain/delivery';
import type { InteractionStatus } from '../../src/domain/status';

/** The defaults of the configuration. */
export const SETTINGS: ConversationSettings = {
  settleForMs: 60_000,
  idleIncompleteAfterMs: 72 * 3_600_000,
  parkAfterMs: 30 * 86_400_000,
};

/** An effect in words: `forward-turn turn_1 (Dental AI, 2 texts)`, `deliver-message msg_2`, `settle-message msg_2 last`. */
export function effectInWords(effect: Effect): string {
  switch (effect.type) {
    case 'forward-turn':
      return `forward-turn ${effect.turnId} (${effect.agentName}, ${effect.texts} ${effect.texts === 1 ? 'text' : 'texts'})`;
    case 'fail-turn':
      return `fail-turn ${effect.turnId}`;
    case 'deliver-message':
      return `deliver-message ${effect.messageId}${effect.lastTry ? ' last' : ''}`;
    case 'settle-message':
      return `settle-message ${effect.messageId}${effect.lastLook ? ' last' : ''}`;
    case 'release-text':
      return `release-text ${effect.messageId}`;
    case 'record-idle':
      return 'record-idle';
  }
}

/** What people see of a state. */
export interface StateInWords {
  status: string;
  agentMode: boolean;
  /** `turn_1 collecting`; null: none is open. */
  turn: string | null;
  /** `msg_2 delivering`, in the order of leaving. */
  outgoing: string[];
  /** `msg_3 at 3600 (asked)`, in seconds since the story's start, the soonest first. */
  scheduled: string[];
  needsPerson: string | null;
  waitingFor: string;
  /** What it does next by itself: `batch window 7 s at 7`, in seconds since the story's start. */
  next: string;
}

export function stateInWords(
  state: ConversationState,
  settings: ConversationSettings = SETTINGS,
  startedAt = 0,
): StateInWords {
  const due = nextDue(state, settings);
  return {
    status: state.status,
    agentMode: state.agentMode,
    turn: state.turn && `${state.turn.turnId} ${state.turn.phase}`,
    outgoing: state.outgoing.map((text) => `${text.messageId} ${text.phase}`),
    scheduled: scheduledTexts(state).map(
      ({ messageId, dueAt, why, releasing }) =>
        `${messageId} ${releasing ? 'releasing' : `at ${(dueAt - startedAt) / 1000} (${why})`}`,
    ),
    needsPerson: state.needsPerson,
    waitingFor: waitingFor(state),
    next: `${due.what} at ${(due.at - startedAt) / 1000}`,
  };
}

/** A state that was carried over continue-as-new is the same: it must be plain JSON. */
export function expectPlainJson(state: ConversationState): void {
  expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
}

type Unnumbered<F> = F extends Fact ? Omit<F, 'seq' | 'after' | 'at'> & { at?: number; seq?: number } : never;
/** An event of a case. Facts are numbered as they stand, each after the one before it, one second apart unless `at` says. */
export type Given = Unnumbered<Fact> | Exclude<ConversationEvent, Fact>;

/** A text of the lead that came so late that it is for a person. */
export function late(messageId: string): Given {
  return { type: 'inbound-message', messageId, agentMode: true, writtenAt: -3_600_000, late: true };
}
/** A text of the lead; with a turn, Agent Mode is on. */
export function inbound(
  messageId: string,
  turnId?: string,
  more: { at?: number; status?: InteractionStatus } = {},
): Given {
  const asked = turnId === undefined ? {} : { turnId, windowMs: 7_000, agentName: 'Dental AI' };
  return { type: 'inbound-message', messageId, agentMode: turnId !== undefined, ...asked, ...more };
}
export function send(messageId: string, source: 'manual' | 'api' | 'system' = 'api'): Given {
  return { type: 'send', messageId, source };
}
export function apiReply(messageId: string, turnId?: string): Given {
  return { type: 'agent-reply', messageId, ...(turnId && { turnId }) };
}
export function scheduleText(messageId: string, dueAt: number, turnId?: string): Given {
  return { type: 'text-scheduled', messageId, dueAt, ...(turnId && { turnId }) };
}
export function reschedule(messageId: string, dueAt: number): Given {
  return { type: 'schedule-changed', messageId, dueAt };
}
export function unschedule(messageId: string): Given {
  return { type: 'schedule-cancelled', messageId };
}
export function doNotContact(holds: boolean): Given {
  return { type: 'do-not-contact-set', leadId: 'lead_1', holds };
}
/** A text came into quiet hours. */
export function heldUntil(messageId: string, until: number, at = 2_000): Given {
  return { type: 'delivery-ended', at, messageId, delivery: { outcome: 'scheduled', until } };
}
export function released(messageId: string, release: Release, at: number): Given {
  return { type: 'release-ended', at, messageId, release };
}
export function agentMode(on: boolean): Given {
  return { type: 'agent-mode-set', agentMode: on };
}
export function status(to: InteractionStatus): Given {
  return { type: 'status-set', status: to };
}
/** The provider's report settles a doubt; `attentionCleared: false`: another text is unconfirmed. */
export function reported(messageId: string, state: MessageState, parts: { attentionCleared?: false } = {}): Given {
  return { type: 'delivery-reported', messageId, state, ...parts };
}
/** The provider says of a text that was known to be sent that it did not arrive. */
export function notArrived(messageId: string, state: MessageState): Given {
  return { type: 'delivery-reported', messageId, state, inDoubt: false };
}
export function askAgain(turnId: string, texts = 1): Given {
  return { type: 'ask-agent-again', turnId, agentName: 'Dental AI', texts };
}
export function sendAgain(messageId: string, textSeq: number, attentionCleared = true): Given {
  return { type: 'send-again', messageId, textSeq, by: 'user_1', ...(attentionCleared && { attentionCleared }) };
}
export function markedArrived(messageId: string, attentionCleared = true): Given {
  return { type: 'marked-arrived', messageId, by: 'user_1', ...(attentionCleared && { attentionCleared }) };
}
export function answerLimit(turnId: string): Given {
  return { type: 'answer-limit-reached', turnId, answersPerHour: 30, status: 'follow_up' };
}
export function attentionCleared(): Given {
  return { type: 'attention-cleared' };
}
export function time(at: number): Given {
  return { type: 'time-passed', at };
}
export function lookAgain(): Given {
  return { type: 'look-again' };
}
export function ended(messageId: string, outcome: DeliveryOutcome, at = 2_000): Given {
  return { type: 'delivery-ended', at, messageId, delivery: { outcome } };
}
/** The claim of a text found another before it that nobody is at. */
export function behind(messageId: string, ahead: { messageId: string; seq: number }, at = 2_000): Given {
  return { type: 'delivery-ended', at, messageId, delivery: { outcome: 'behind', ahead } };
}
/** Its number's sending rate lets a text leave then. */
export function paced(messageId: string, until: number, at = 2_000): Given {
  return { type: 'delivery-ended', at, messageId, delivery: { outcome: 'paced', until } };
}
export function settled(messageId: string, evidence: Evidence, at = 6_000): Given {
  return { type: 'settle-ended', at, messageId, evidence };
}
export function forwarded(turnId: string, outcome: ForwardOutcome | ForwardOutcome['kind'], at = 9_500): Given {
  const whole = typeof outcome === 'string' ? ({ kind: outcome } as ForwardOutcome) : outcome;
  return { type: 'turn-forwarded', at, turnId, outcome: whole };
}
/** The agent's answer held a reply, recorded with this `seq` and handed over with this outcome. */
export function replied(turnId: string, messageId: string, seq: number, delivery: DeliveryOutcome): Given {
  return forwarded(turnId, { kind: 'replied', messageId, seq, delivery: { outcome: delivery } });
}
export function turnFailed(turnId: string, failed = true): Given {
  return { type: 'turn-failed', at: 10_000, turnId, failed };
}

const OWN = new Set([
  'time-passed',
  'turn-forwarded',
  'turn-failed',
  'delivery-ended',
  'settle-ended',
  'release-ended',
  'idle-recorded',
]);

/** Gives the facts their numbers. */
export function numbered(given: Given[]): ConversationEvent[] {
  let last = 0;
  return given.map((event) => {
    if (OWN.has(event.type)) return event as ConversationEvent;
    const before = last;
    last = (event as { seq?: number }).seq ?? before + 1;
    return { at: last * 1_000, ...event, seq: last, after: before } as Fact;
  });
}

/** Decides one event after another, in a new conversation. */
export function decideAll(given: Given[]): Decision {
  let decision: Decision = { state: newConversation('int_1', 0), effects: [] };
  for (const event of numbered(given)) {
    decision = decide(decision.state, event, SETTINGS);
    expectPlainJson(decision.state);
  }
  return decision;
}

/** A row of a table: after these events, the last one has these effects, and the state shows this. */
export type Case = [what: string, given: Given[], effects: string[], state: Partial<StateInWords>];

export function runCase(given: Given[], effects: string[], state: Partial<StateInWords>): void {
  const decision = decideAll(given);
  expect(decision.effects.map(effectInWords)).toEqual(effects);
  expect(stateInWords(decision.state)).toMatchObject(state);
}
