import { groupBy, type LeadText, type LogIndex } from '../log-index';
import type { ObservedConversation, ObservedMessage, Violation } from '../observations';

/** What came so long after a text may always have kept it from the agent: nobody was there to ask it. */
const LEAST_WAIT_MS = 60_000;

/** Every text whose webhook was answered 200 is in its conversation once, and nothing is that nobody wrote. */
export function recordedOnce({ texts, seen }: LogIndex): Violation[] {
  const written = new Map(texts.map((text) => [text.sid, text]));
  const inbound = seen.conversations.flatMap(({ messages }) => messages).filter(isInbound);
  const recorded = groupBy(inbound, (message) => message.providerMessageId ?? '');
  const counts = transcriptCounts(seen.conversations);
  return [
    ...texts.flatMap((text) => {
      const times = recorded.get(text.sid)?.length ?? 0;
      if (text.accepted !== null && times === 0)
        return violation('text-lost', text.sid, 'was answered 200 and is not in its transcript');
      if (times > 1) return violation('text-twice', text.sid, `is in transcripts ${times} times`);
      return [];
    }),
    ...inbound.flatMap((message) => {
      const text = written.get(message.providerMessageId ?? '');
      if (text === undefined) return violation('text-invented', message.messageId, 'no phone ever wrote it');
      if (text.body !== message.message)
        return violation('text-changed', message.messageId, 'has other words than were written');
      return [];
    }),
    // The two views of one conversation: the texts with their states, and the transcript that agents are shown.
    ...seen.conversations.flatMap((conversation) => {
      const said = asWritten(conversation.messages)
        .filter(({ state }) => state !== 'withheld' && state !== 'scheduled')
        .map(({ message }) => message);
      const shown = conversation.transcript.map(({ message }) => message);
      if (said.join('\n') === shown.join('\n')) return [];
      return violation(
        'transcript-differs',
        conversation.interactionId,
        'its transcript and its texts are not the same',
      );
    }),
    ...[...counts].flatMap(([pair, count]) =>
      count > 1 ? violation('conversation-twice', pair, `there are ${count} conversations of one pair of numbers`) : [],
    ),
  ];
}

/**
 * Every text that was recorded reached the agent, or rightly did not: a keyword; a lead who has opted out; a person who
 * answered it first; Agent Mode off. What excuses a text has to come before the next text that was forwarded, as that one would
 * have taken it along; and within the time that others had to wait for the agent in this run, or while the whole conversation
 * stood still.
 */
export function forwarded(index: LogIndex): Violation[] {
  const { seen, texts } = index;
  const bySid = new Map(texts.map((text) => [text.sid, text]));
  const longestWait = Math.max(LEAST_WAIT_MS, ...waits(index));
  return seen.conversations.flatMap((conversation) => {
    const asked = new Map<string, number>();
    for (const { interactionId, texts: batch, at } of seen.agentRequests) {
      if (interactionId !== conversation.interactionId) continue;
      for (const body of batch) if (!asked.has(body)) asked.set(body, at);
    }
    const { messages } = conversation;
    return messages.flatMap((message, place) => {
      const text = bySid.get(message.providerMessageId ?? '');
      if (!isInbound(message) || text === undefined || text.keyword !== null || asked.has(message.message)) return [];
      const after = messages.slice(place + 1);
      const next = after.findIndex((later) => isInbound(later) && asked.has(later.message));
      const between = next === -1 ? after : after.slice(0, next);
      const recorded = text.accepted?.at ?? Number.POSITIVE_INFINITY;
      const limit = Math.max(recorded + longestWait, nextDeed(index, conversation, recorded));
      const until = next === -1 ? limit : Math.min(limit, asked.get(after[next]!.message)!);
      if (between.some(({ source }) => source === 'manual')) return [];
      if (optedOutWithin(index, text, until) || agentModeOffWithin(index, conversation, text, until)) return [];
      return violation('not-forwarded', text.sid, `of ${conversation.interactionId} never reached the agent`);
    });
  });
}

/** How long each text that reached the agent had waited for that. */
function waits({ texts, seen }: LogIndex): number[] {
  const asked = new Map<string, number>();
  for (const request of seen.agentRequests) {
    for (const body of request.texts) if (!asked.has(body)) asked.set(body, request.at);
  }
  return texts.flatMap(({ body, writtenAt }) => (asked.has(body) ? [asked.get(body)! - writtenAt] : []));
}

/** When Parley next did anything in a conversation: asked its agent, or handed a text over. */
function nextDeed(
  { seen, handOvers }: LogIndex,
  { interactionId, phone, messages }: ObservedConversation,
  after: number,
): number {
  const ours = new Set(messages.map(({ messageId }) => messageId));
  const deeds = [
    ...seen.agentRequests.filter((request) => request.interactionId === interactionId),
    ...handOvers.filter((handOver) => handOver.phone === phone && ours.has(handOver.messageId)),
  ];
  return Math.min(...deeds.map(({ at }) => at).filter((at) => at > after));
}

/** Whether an opt-out may have been in force, or come, between the text and `until`. */
function optedOutWithin(index: LogIndex, text: LeadText, until: number): boolean {
  const words = index.keywordsOf(text.phone);
  return words.some((stop, place) => {
    if (stop.keyword !== 'STOP') return false;
    const start = words.slice(place + 1).find(({ keyword }) => keyword === 'START');
    const ended = start?.accepted?.at ?? Number.POSITIVE_INFINITY;
    return stop.writtenAt <= until && ended >= text.writtenAt;
  });
}

function agentModeOffWithin(
  { seen }: LogIndex,
  { phone }: ObservedConversation,
  text: LeadText,
  until: number,
): boolean {
  const switches = seen.calls.filter((call) => call.what === 'agent-mode' && call.phone === phone);
  return switches.some((off, place) => {
    if (off.what !== 'agent-mode' || off.agentMode) return false;
    const on = switches
      .slice(place + 1)
      .find((call) => call.what === 'agent-mode' && call.agentMode && call.status === 200);
    return off.startedAt <= until && (on?.answeredAt ?? Number.POSITIVE_INFINITY) >= text.writtenAt;
  });
}

function transcriptCounts(conversations: ObservedConversation[]): Map<string, number> {
  const groups = groupBy(conversations, ({ ourNumber, phone }) => `${ourNumber} ${phone}`);
  return new Map([...groups].map(([pair, group]) => [pair, group.length]));
}

function isInbound(message: ObservedMessage): boolean {
  return message.direction === 'inbound';
}

function violation(rule: string, id: string, what: string): Violation[] {
  return [{ rule, id, what }];
}

/** A recovered text stands in the transcript where it was written, and among the texts where it came. */
function asWritten(messages: readonly ObservedMessage[]): ObservedMessage[] {
  if (!messages.some(({ writtenAt }) => writtenAt)) return [...messages];
  const writtenAtOf = ({ writtenAt, timestamp }: ObservedMessage) => Date.parse(writtenAt ?? timestamp);
  return [...messages].sort((a, b) => writtenAtOf(a) - writtenAtOf(b) || a.seq - b.seq);
}
