import type { ConversationEvent, Fact } from './conversation-events';
import { type ConversationState, scheduledTexts } from './conversation-state';
import { type Decision, still } from './decision';
import {
  allDue,
  dueText,
  heldBack,
  rescheduled,
  type ScheduledText,
  stillWaiting,
  withoutScheduled,
  withScheduled,
} from './scheduled-text';
import { looked, note, queueText, withoutText } from './state-changes';

/** What the texts that wait for a time mean for a conversation. */

type Told<Type extends Fact['type']> = Extract<Fact, { type: Type }>;

/** A person's answers nothing before it has left; an agent's is the answer to its turn, so that the turn has no second one. */
export function schedule(state: ConversationState, fact: Told<'text-scheduled'>): ConversationState {
  const { messageId, dueAt, turnId, at } = fact;
  const text: ScheduledText = { messageId, dueAt, why: 'asked' };
  const scheduled = { ...state, scheduled: withScheduled(scheduledTexts(state), text) };
  if (turnId !== undefined && state.turn?.turnId === turnId) {
    return note({ ...looked(scheduled), turn: null }, at, 'the agent replied, for later');
  }
  return note(fact.attentionCleared ? looked(scheduled) : scheduled, at, 'a text was scheduled');
}

/** A scheduled text was to be released: it is queued, waits on, or is gone. */
export function releaseEnded(
  state: ConversationState,
  { messageId, release, at }: Extract<ConversationEvent, { type: 'release-ended' }>,
): ConversationState {
  const texts = scheduledTexts(state);
  if (release.outcome === 'waits') return { ...state, scheduled: stillWaiting(texts, messageId, release.dueAt, at) };
  const left = { ...state, scheduled: withoutScheduled(texts, messageId) };
  switch (release.outcome) {
    case 'released':
      return note(queueText(left, messageId, release.seq, at), at, 'a scheduled text leaves');
    case 'withheld':
      return note(left, at, 'a scheduled text is not to leave any more: withheld');
    case 'gone':
      return left;
  }
}

export function reschedule(state: ConversationState, fact: Told<'schedule-changed'>): ConversationState {
  const scheduled = rescheduled(scheduledTexts(state), fact.messageId, fact.dueAt);
  return note({ ...state, scheduled }, fact.at, 'a scheduled text was changed');
}

export function unschedule(state: ConversationState, fact: Told<'schedule-cancelled'>): ConversationState {
  const scheduled = withoutScheduled(scheduledTexts(state), fact.messageId);
  return note({ ...state, scheduled }, fact.at, 'a scheduled text was cancelled');
}

/**
 * A text came into quiet hours: it is out of the others' way until their end. Where the lead opted out while its claim was under
 * way it is released now, which withholds it, or finds that it waits after all.
 */
export function hold(state: ConversationState, messageId: string, until: number, at: number): ConversationState {
  const dueAt = state.status === 'dnc' ? at : until;
  const scheduled = heldBack(scheduledTexts(state), messageId, dueAt);
  return note({ ...withoutText(state, messageId), scheduled }, at, 'quiet hours: a text waits for their end');
}

/** Nothing that is scheduled will leave: each is released now, and withheld by that, not days later. */
export function dueAtOnce(state: ConversationState, at: number): ConversationState {
  const texts = scheduledTexts(state);
  return texts.length === 0 ? state : { ...state, scheduled: allDue(texts, at) };
}

/** Has the next scheduled text released whose time has come. */
export function releaseDue(state: ConversationState, at: number): Decision {
  const texts = scheduledTexts(state);
  const text = dueText(texts, at);
  if (text === undefined) return still(state);
  const scheduled = texts.map((one) => (one === text ? { ...one, releasing: true as const } : one));
  return { state: { ...state, scheduled }, effects: [{ type: 'release-text', messageId: text.messageId }] };
}
