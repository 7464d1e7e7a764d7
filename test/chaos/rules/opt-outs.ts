import type { HandOver, LeadText, LogIndex } from '../log-index';
import type { Violation } from '../observations';

/** A confirmation that comes later than this after the opt-out has to be justified; and the request has its own time. */
const CONFIRM_WITHIN_MS = 5 * 60_000 + 5_000;

/**
 * STOP wins: from the moment its webhook was answered 200 until the lead wrote START, nothing for that phone is handed to the
 * carrier, whatever the carrier makes of it. The one text that confirms the opt-out is allowed, for five minutes.
 */
export function nothingAfterStop(index: LogIndex): Violation[] {
  const phones = new Set(index.texts.map(({ phone }) => phone));
  return [...phones].flatMap((phone) => {
    const words = index.keywordsOf(phone);
    const handOvers = index.handOvers.filter((handOver) => handOver.phone === phone);
    return optedOutSpans(words).flatMap(({ stop, until }) => {
      const after = handOvers.filter(({ seq, at }) => seq > stop.accepted!.seq && at < until);
      const system = new Set(after.filter((handOver) => isSystem(index, handOver)).map(({ messageId }) => messageId));
      return [
        ...after
          .filter((handOver) => !isSystem(index, handOver))
          .map(({ messageId, at }) => ({
            ...{ rule: 'sent-after-stop', id: messageId },
            what: `was handed over ${at - stop.accepted!.at} ms after the STOP ${stop.sid} was answered`,
          })),
        ...(system.size > 1
          ? [{ rule: 'confirmed-twice', id: stop.sid, what: `was confirmed by ${[...system].join(' and ')}` }]
          : []),
        ...after
          .filter((handOver) => isSystem(index, handOver) && handOver.at - stop.accepted!.at > CONFIRM_WITHIN_MS)
          .map(({ messageId }) => ({
            rule: 'confirmed-late',
            id: messageId,
            what: `confirms ${stop.sid} after five minutes`,
          })),
      ];
    });
  });
}

/** From each STOP that begins an opt-out to the START after it; a STOP of somebody who is opted out changes nothing. */
function optedOutSpans(words: LeadText[]): { stop: LeadText; until: number }[] {
  const spans: { stop: LeadText; until: number }[] = [];
  let open: { stop: LeadText; until: number } | null = null;
  for (const word of words) {
    if (word.keyword === 'START') {
      // It may have counted from when it was written, whenever it was answered.
      if (open !== null) open.until = word.writtenAt;
      open = null;
    } else if (open === null && word.accepted !== null) {
      open = { stop: word, until: Number.POSITIVE_INFINITY };
      spans.push(open);
    }
  }
  return spans;
}

/** Parley's own text, as its public API says. */
function isSystem(index: LogIndex, { messageId }: HandOver): boolean {
  return index.byMessageId.get(messageId)?.message.source === 'system';
}
