import { groupBy, type LogIndex, type Placed } from '../log-index';
import type { CallEntry, Violation } from '../observations';

type SendEntry = Extract<CallEntry, { what: 'send' }>;

/** States in which a text is not on any phone. */
const NOT_THERE = ['queued', 'failed', 'withheld'];
const ARRIVED = ['sent', 'delivered', 'undelivered'];
/** A refusal that says for certain that this request sends nothing. A repeat that came too soon says nothing. */
const CERTAIN_REFUSAL = [400, 403, 404, 409, 422];

/** No text reached its phone twice: neither under one id of ours, nor with the words of one text. */
export function sentOnce(index: LogIndex): Violation[] {
  const byId = groupBy(index.taken, ({ messageId }) => messageId);
  const twice = [...byId].filter(([, taken]) => taken.length > 1);
  const known = new Set(twice.flatMap(([, taken]) => taken.map(({ body }) => body)));
  const sameWords = [...index.takenByBody].filter(
    ([body, taken]) => taken.length > 1 && !known.has(body) && isOurs(index, body),
  );
  return [
    ...twice.map(([id, taken]) => ({ rule: 'sent-twice', id, what: `reached the phone ${taken.length} times` })),
    ...sameWords.map(([, taken]) => ({
      rule: 'sent-twice',
      id: taken.map(({ messageId }) => messageId).join(' and '),
      what: 'are one text that reached the phone as several',
    })),
  ];
}

/** What Parley says of a text is so: what it called sent is on the phone, and what it called not sent is not. */
export function statesAreTrue(index: LogIndex): Violation[] {
  const takenIds = new Set(index.taken.map(({ messageId }) => messageId));
  const outbound = [...index.byMessageId.values()].filter(({ message }) => message.direction === 'outbound');
  return [
    ...outbound.flatMap(({ message: { messageId, state } }) => {
      const there = takenIds.has(messageId);
      if (ARRIVED.includes(state) && !there) return violation('sent-missing', messageId, `is ${state} and on no phone`);
      if (NOT_THERE.includes(state) && there)
        return violation('wrong-state', messageId, `is ${state} and on the phone`);
      return [];
    }),
    ...index.taken.flatMap(({ messageId, sid }) => {
      const placed = index.byMessageId.get(messageId);
      if (placed === undefined)
        return violation('not-in-transcript', sid!, `is on a phone, and ${messageId} is in no transcript`);
      return [];
    }),
  ];
}

/** When all has come to rest, nothing is left half done. */
export function nothingHangs(index: LogIndex): Violation[] {
  return index.seen.conversations.flatMap(({ interactionId, messages, turn }) => [
    ...messages.flatMap(({ messageId, state }) =>
      state === 'queued' || state === 'sending' ? violation('left-hanging', messageId, `is still ${state}`) : [],
    ),
    // An agent that took a turn and never answers leaves it waiting, for as long as the lead says nothing.
    ...(turn === null || turn === 'waiting'
      ? []
      : violation('left-hanging', interactionId, `its turn is still ${turn}`)),
  ]);
}

/** What callers were told is so: a text that was taken is recorded, one that was refused is not sent, a repeat is the same text. */
export function answersAreTrue(index: LogIndex): Violation[] {
  const sends = index.seen.calls.filter((call): call is SendEntry => call.what === 'send');
  return [...groupBy(sends, ({ callId }) => callId)].flatMap(([callId, tries]) => {
    const { body } = tries[0]!;
    const taken = tries.filter(({ status }) => status === 200 || status === 202);
    const ids = new Set(taken.map(({ messageId }) => messageId));
    const recorded = outboundWith(index, body);
    const found: Violation[] = [];
    if (ids.size > 1) found.push(...violation('repeat-is-new', callId, `was answered with ${ids.size} texts`));
    if (recorded.length > 1)
      found.push(...violation('repeat-is-new', callId, `is in transcripts ${recorded.length} times`));
    for (const { messageId, said } of taken) {
      const placed = index.byMessageId.get(messageId ?? '');
      if (placed?.message.message !== body)
        found.push(
          ...violation('send-lost', callId, `was recorded as ${messageId}, which no transcript has with these words`),
        );
      if (said === 'sent' && !index.onPhone(body))
        found.push(...violation('sent-missing', callId, 'was answered sent and is on no phone'));
    }
    if (tries.every(isRefusal) && index.onPhone(body))
      found.push(...violation('refused-and-sent', callId, `was refused (${tries[0]!.said}) and is on the phone`));
    return found;
  });
}

/** Nothing is on a phone, or in a transcript as ours, that nobody asked for. */
export function nothingInvented(index: LogIndex): Violation[] {
  const wanted = wantedBodies(index);
  return [...index.byMessageId.values()].flatMap(({ message }) => {
    if (message.direction === 'inbound' || message.source === 'system' || wanted.has(message.message)) return [];
    return violation('send-invented', message.messageId, 'nobody sent it');
  });
}

function isRefusal({ status, said }: SendEntry): boolean {
  return (
    status !== null &&
    CERTAIN_REFUSAL.includes(status) &&
    said !== 'IDEMPOTENCY_KEY_IN_PROGRESS' &&
    said !== 'TURN_ALREADY_ANSWERED'
  );
}

function wantedBodies({ seen }: LogIndex): Set<string> {
  const sends = seen.calls.flatMap((call) => (call.what === 'send' ? [call.body] : []));
  return new Set([...sends, ...seen.agentReplies.map(({ body }) => body)]);
}

function isOurs(index: LogIndex, body: string): boolean {
  return wantedBodies(index).has(body);
}

/** Texts with these words that were, or may have been, sent; one that was withheld was not. */
function outboundWith(index: LogIndex, body: string): Placed[] {
  return [...index.byMessageId.values()].filter(
    ({ message }) => message.direction === 'outbound' && message.state !== 'withheld' && message.message === body,
  );
}

function violation(rule: string, id: string, what: string): Violation[] {
  return [{ rule, id, what }];
}
