import type { LogIndex } from '../log-index';
import type { ObservedConversation, Violation } from '../observations';

/**
 * Every transcript is in order: its times rise; texts of which one was answered before the other was written stand so; a
 * reply stands after what it answers; and ours came to the phone in the transcript's order.
 *
 * What was unclear and then settled counts like any other: it was handed over before the next was claimed. Only an
 * `unconfirmed` text is left out, as Parley itself does not know whether, and so not when, it left.
 */
export function inOrder(index: LogIndex): Violation[] {
  return index.seen.conversations.flatMap((conversation) => [
    ...timesRise(conversation),
    ...inboundInOrder(index, conversation),
    ...repliesFollow(index, conversation),
    ...phoneAgrees(index, conversation),
  ]);
}

function timesRise({ messages }: ObservedConversation): Violation[] {
  return messages.slice(1).flatMap((message, place) => {
    const before = messages[place]!;
    if (message.seq > before.seq && Date.parse(message.timestamp) >= Date.parse(before.timestamp)) return [];
    return violation(message.messageId, `is earlier than ${before.messageId}, after which it stands`);
  });
}

function inboundInOrder({ texts }: LogIndex, { messages }: ObservedConversation): Violation[] {
  const bySid = new Map(texts.map((text) => [text.sid, text]));
  const found: Violation[] = [];
  // Of those that stand further up, the one that was written last: who was answered before that belongs above it.
  let newest: { sid: string; writtenAt: number } | undefined;
  for (const { providerMessageId } of messages) {
    const text = bySid.get(providerMessageId ?? '');
    if (text === undefined) continue;
    if (newest !== undefined && text.accepted !== null && text.accepted.at < newest.writtenAt)
      found.push(...violation(text.sid, `was answered before ${newest.sid} was written, and stands after it`));
    if (newest === undefined || text.writtenAt > newest.writtenAt) newest = text;
  }
  return found;
}

function repliesFollow({ seen }: LogIndex, { interactionId, messages }: ObservedConversation): Violation[] {
  const turnOf = new Map(seen.agentReplies.map(({ body, turnId }) => [body, turnId]));
  const places = new Map(messages.map(({ message }, place) => [message, place]));
  const asked = seen.agentRequests.filter((request) => request.interactionId === interactionId);
  return messages.flatMap(({ messageId, message, source, state }, place) => {
    if (source !== 'sms_agent' || state === 'withheld') return [];
    const batch = asked.filter(({ turnId }) => turnId === turnOf.get(message)).flatMap(({ texts }) => texts);
    return batch.some((text) => (places.get(text) ?? -1) > place)
      ? violation(messageId, 'stands before a text that it answers')
      : [];
  });
}

function phoneAgrees({ taken }: LogIndex, { messages }: ObservedConversation): Violation[] {
  const places = new Map(
    messages.filter(({ state }) => state !== 'unconfirmed').map(({ messageId }, place) => [messageId, place]),
  );
  const ours = taken.filter(({ messageId }) => places.has(messageId));
  return ours.slice(1).flatMap(({ messageId }, index) => {
    const before = ours[index]!.messageId;
    if (places.get(messageId)! >= places.get(before)!) return [];
    return violation(messageId, `came to the phone after ${before}, before which it stands`);
  });
}

function violation(id: string, what: string): Violation[] {
  return [{ rule: 'out-of-order', id, what }];
}
