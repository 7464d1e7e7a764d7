import twilio, { type Twilio } from 'twilio';
import type { InboundList, ListedInbound } from '../provider';
import { findingOf } from './account';

/** An entry is up to 8 kB for the longest text, and an answer of 1 MB is the longest that is read. */
const PAGE_SIZE = 100;
/** More than come to one number between two sweeps; 101 requests at most. */
const MOST_TEXTS = 10_000;

/**
 * The texts that came to one of our numbers: https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
 * The list is newest first, and its times are whole seconds. `DateSent` is documented for days and works for seconds; what
 * comes outside of what was asked for is left out here.
 */
export async function listInbound(
  client: Twilio,
  ourNumber: string,
  since: number,
  until: number,
): Promise<InboundList> {
  const [first, last] = [wholeSecond(since), wholeSecond(until)];
  try {
    const listed = await client.messages.list({
      to: ourNumber,
      dateSentAfter: new Date(first),
      dateSentBefore: new Date(last),
      pageSize: PAGE_SIZE,
      limit: MOST_TEXTS + 1,
    });
    const texts: ListedInbound[] = [];
    for (const message of listed.slice(0, MOST_TEXTS).reverse()) {
      if (message.direction !== 'inbound' || message.to !== ourNumber) continue;
      const second = wholeSecond((message.dateSent ?? message.dateCreated).getTime());
      if (second < first || second > last) continue;
      const { sid: providerMessageId, from, to } = message;
      const body = message.body ?? ''; // of a picture alone
      texts.push({ providerMessageId, from, to, body, writtenAt: afterThoseOf(second, texts.at(-1)) });
    }
    return { ok: true, texts, complete: listed.length <= MOST_TEXTS };
  } catch (error) {
    const throttled = error instanceof twilio.RestException && error.status === 429;
    return { ok: false, finding: findingOf(error), throttled };
  }
}

/** The next free millisecond of a second, so that its texts keep their order. */
function afterThoseOf(second: number, before: ListedInbound | undefined): number {
  if (before === undefined || before.writtenAt < second) return second;
  return Math.min(before.writtenAt + 1, second + 999);
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}
