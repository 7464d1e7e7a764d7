import type { ConversationEvent, Delivery, Fact } from './conversation-events';
import { hold } from './conversation-schedule';
import { type ConversationSettings, type ConversationState, readyText } from './conversation-state';
import { notTakenBackoff, settleLooks } from './delivery';
import { active, changeText, looked, needsPerson, note, queueText, withoutText } from './state-changes';

/** What becomes of our texts, as their deliveries end, evidence is found, reports come, and a person decides. */

const BEHIND_RETRY_MS = 1_000;
/** The slot is told by the clock of Postgres: while that is behind ours, its claim is not asked for over and over. */
const PACED_AT_LEAST_MS = 100;

export function deliveryEnded(
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
    case 'scheduled':
      return hold(state, messageId, delivery.until ?? at, at);
    case 'behind': {
      const { ahead } = delivery;
      const held = changeText(state, messageId, (text) => ({ ...text, phase: 'held', dueAt: at + BEHIND_RETRY_MS }));
      // A text that nobody is at would be waited for in vain: it is taken up, and its claim knows what became of it.
      return ahead === undefined ? held : queueText(held, ahead.messageId, ahead.seq, at);
    }
    case 'paced':
      return paced(state, messageId, delivery.until ?? at, at);
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

/** Waiting for its slot is nobody's failure: giving it up is counted from there. */
function paced(state: ConversationState, messageId: string, until: number, at: number): ConversationState {
  const dueAt = Math.max(until, at + PACED_AT_LEAST_MS);
  const held = changeText(state, messageId, (text) => ({ ...text, phase: 'held', paced: true, since: dueAt, dueAt }));
  return note(held, at, 'a text waits for the sending rate of its number');
}

export function settleEnded(
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

export function doubtSettled(
  state: ConversationState,
  fact: Extract<Fact, { type: 'delivery-reported' }>,
): ConversationState {
  const settled = withoutText(state, fact.messageId);
  const failed = fact.state === 'failed' || fact.state === 'undelivered';
  const what = `doubt settled by a report: ${fact.state}`;
  if (failed) return note(needsPerson(settled, 'send failed'), fact.at, what);
  const cleared = state.needsPerson === 'send unconfirmed' && fact.attentionCleared !== false;
  return note(cleared ? looked(settled) : settled, fact.at, what);
}

export function notArrived(
  state: ConversationState,
  fact: Extract<Fact, { type: 'delivery-reported' }>,
): ConversationState {
  return note(needsPerson(state, 'send failed'), fact.at, `a text did not arrive: ${fact.state}`);
}

export function sendAgain(state: ConversationState, fact: Extract<Fact, { type: 'send-again' }>): ConversationState {
  const { messageId, textSeq, at } = fact;
  const isLookedFor = state.outgoing.some((text) => text.messageId === messageId);
  const queued = isLookedFor
    ? changeText(state, messageId, (text) => ({ ...text, again: true }))
    : queueText(state, messageId, textSeq, at);
  return note(queued, at, 'a person has an unconfirmed text sent again');
}
