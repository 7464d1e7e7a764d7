import type { PhoneMessage } from '../../src/dev/carrier/messages';
import type { LogEntry } from '../../src/dev/carrier/record';
import type { Observations, ObservedConversation, ObservedMessage } from './observations';

type EntryOf<Type extends LogEntry['type']> = Extract<LogEntry, { type: Type }>;

export type Keyword = 'STOP' | 'START' | 'HELP';

/** A text that a lead wrote, with what became of its webhook. */
export interface LeadText {
  sid: string;
  phone: string;
  ourNumber: string;
  body: string;
  keyword: Keyword | null;
  /** When it was written: before its first try. */
  writtenAt: number;
  /** When its webhook was first answered 200, and that entry's place in the carrier's log; null: never. */
  accepted: { at: number; seq: number } | null;
}

/** A request to the carrier to create a text, whatever it came to. */
export interface HandOver {
  /** Its place in the carrier's log. */
  seq: number;
  at: number;
  /** Ours, from the status callback's address. */
  messageId: string;
  phone: string;
  body: string;
  /** The carrier's id: set exactly when the text is on the phone. */
  sid: string | null;
}

/** A text of a conversation, with where it stands. */
export interface Placed {
  conversation: ObservedConversation;
  message: ObservedMessage;
}

/** The observations, by what the rules look up. */
export class LogIndex {
  readonly texts: LeadText[];
  readonly handOvers: HandOver[];
  /** Those that are on a phone, in the order in which they came there. */
  readonly taken: HandOver[];
  readonly byMessageId: Map<string, Placed>;
  readonly takenByBody: Map<string, HandOver[]>;

  constructor(readonly seen: Observations) {
    const webhooks = groupBy(seen.carrierLog.filter(isOf('inbound')), (entry) => entry.messageSid);
    this.texts = seen.phones
      .filter((message) => message.direction === 'from-phone')
      .map((message) => leadText(message, webhooks.get(message.messageSid) ?? []));
    this.handOvers = seen.carrierLog.filter(isOf('create')).map(handOver);
    // The phones' order is the carrier's; the log's is when it wrote that down.
    const places = new Map(seen.phones.map(({ messageSid }, place) => [messageSid, place]));
    this.taken = this.handOvers
      .filter(({ sid }) => sid !== null)
      .sort((a, b) => (places.get(a.sid!) ?? 0) - (places.get(b.sid!) ?? 0));
    this.takenByBody = groupBy(this.taken, ({ body }) => body);
    this.byMessageId = new Map(
      seen.conversations.flatMap((conversation) =>
        conversation.messages.map((message) => [message.messageId, { conversation, message }]),
      ),
    );
  }

  onPhone(body: string): boolean {
    return this.takenByBody.has(body);
  }

  /** A lead's words about consent, in the order in which it wrote them. */
  keywordsOf(phone: string): LeadText[] {
    return this.texts.filter((text) => text.phone === phone && (text.keyword === 'STOP' || text.keyword === 'START'));
  }
}

const isOf =
  <Type extends LogEntry['type']>(type: Type) =>
  (entry: LogEntry): entry is LogEntry & EntryOf<Type> =>
    entry.type === type;

function leadText(message: PhoneMessage, tries: (LogEntry & EntryOf<'inbound'>)[]): LeadText {
  const first = tries.find((entry) => entry.httpStatus === 200);
  const word = message.body.trim().toUpperCase();
  return {
    sid: message.messageSid,
    phone: message.from,
    ourNumber: message.to,
    body: message.body,
    keyword: word === 'STOP' || word === 'START' || word === 'HELP' ? word : null,
    writtenAt: Date.parse(message.at),
    accepted: first ? { at: Date.parse(first.at), seq: first.seq } : null,
  };
}

function handOver({ seq, at, form, messageSid }: LogEntry & EntryOf<'create'>): HandOver {
  const callback = URL.canParse(form.StatusCallback ?? '') ? new URL(form.StatusCallback!) : null;
  return {
    ...{ seq, at: Date.parse(at), phone: form.To ?? '', body: form.Body ?? '', sid: messageSid ?? null },
    messageId: callback?.searchParams.get('messageId') ?? '',
  };
}

export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
