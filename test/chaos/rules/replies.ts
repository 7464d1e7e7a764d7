import { groupBy, type LogIndex } from '../log-index';
import type { Violation } from '../observations';

/** No turn has two replies: neither on the phone nor in the transcript. */
export function oneReplyPerTurn(index: LogIndex): Violation[] {
  const repliesOf = groupBy(index.seen.agentReplies, ({ turnId }) => turnId);
  const recordedOf = groupBy(
    index.seen.conversations
      .flatMap(({ messages }) => messages)
      .filter(({ source, state, turnId }) => source === 'sms_agent' && state !== 'withheld' && turnId !== null),
    ({ turnId }) => turnId,
  );
  return [
    ...[...repliesOf].flatMap(([turnId, replies]) => {
      const arrived = replies.filter(({ body }) => index.onPhone(body));
      if (arrived.length <= 1) return [];
      return [{ rule: 'two-replies', id: turnId, what: `${arrived.length} replies reached the phone` }];
    }),
    ...[...recordedOf].flatMap(([turnId, messages]) => {
      if (messages.length <= 1) return [];
      return [{ rule: 'two-replies', id: turnId ?? '', what: `${messages.length} replies are in the transcript` }];
    }),
  ];
}

/**
 * No reply that came too late: where a text was asked about again in another turn, the reply to the turn before must not have
 * gone out, as it did not know of what the lead wrote meanwhile.
 */
export function noStaleReply(index: LogIndex): Violation[] {
  const talks = groupBy(index.seen.agentRequests, ({ interactionId }) => interactionId);
  const answered = new Set(
    index.seen.agentReplies.filter(({ body }) => index.onPhone(body)).map(({ turnId }) => turnId),
  );
  return [...talks.values()].flatMap((requests) => {
    // In the order of their first requests, which is that of their numbers.
    const turns = [...groupBy(requests, ({ turnId }) => turnId)].map(([turnId, asked]) => ({
      turnId,
      texts: new Set(asked.flatMap(({ texts }) => texts)),
    }));
    return turns.flatMap(({ turnId, texts }, place) => {
      const again = turns.slice(place + 1).find((later) => [...later.texts].some((text) => texts.has(text)));
      if (again === undefined || !answered.has(turnId)) return [];
      return [{ rule: 'stale-reply', id: turnId, what: `its texts were asked about again in ${again.turnId}` }];
    });
  });
}
