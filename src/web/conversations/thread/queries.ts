import type { InfiniteData } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { queryClient } from '../../app/queries';
import {
  headQuery,
  MESSAGES,
  type MessagesData,
  messagesQuery,
  NEWEST,
  type TIMELINE,
  type TimelineData,
  timelineQuery,
} from '../../live/cache-keys';
import type { Message } from '../../words/labels';

type MessagePage = Answer<typeof MESSAGES>;
type EventPage = Answer<typeof TIMELINE>;

/** From which event on pages are whole: the oldest one's first, or all when there is nothing before it. */
export function wholeFrom(pages: readonly (MessagePage | EventPage)[] | undefined): number {
  const oldest = pages?.at(-1);
  if (oldest === undefined) return NEWEST;
  if (oldest.previous === null) return 0;
  const first = 'messages' in oldest ? oldest.messages[0] : oldest.events[0];
  return first?.seq ?? 0;
}

/**
 * Adds messages that the cache does not have to its newest page. One that it has stays as it is: live changes may have
 * brought it further than this answer.
 */
export function withMessages(data: MessagesData, messages: readonly Message[]): MessagesData {
  const [newest, ...older] = data.pages;
  if (newest === undefined) return data;
  const known = new Set(data.pages.flatMap((page) => page.messages.map(({ messageId }) => messageId)));
  const added = messages.filter(({ messageId }) => !known.has(messageId));
  if (added.length === 0) return data;
  const together = [...newest.messages, ...added].sort((a, b) => a.seq - b.seq);
  return { ...data, pages: [{ ...newest, messages: together }, ...older] };
}

/** Reads what is newest of a conversation: after a change of one's own, so that it shows whether live changes come or not. */
export async function readNewest(interactionId: string): Promise<void> {
  const { queryKey } = messagesQuery(interactionId);
  void queryClient.invalidateQueries({ queryKey: headQuery(interactionId).queryKey });
  const newest = await call(MESSAGES, {
    params: { interactionId },
    query: { before: NEWEST, limit: 20 },
  });
  queryClient.setQueryData<MessagesData>(queryKey, (data) =>
    data === undefined ? data : withMessages(data, newest.messages),
  );
}

/** Keeps no more than the newest page of a conversation that was left: a day of reading must not fill the memory. */
export function keepNewestPage(interactionId: string): void {
  queryClient.setQueryData<MessagesData>(messagesQuery(interactionId).queryKey, newestPageOf);
  queryClient.setQueryData<TimelineData>(timelineQuery(interactionId).queryKey, newestPageOf);
}

function newestPageOf<Page>(data: InfiniteData<Page, number> | undefined): InfiniteData<Page, number> | undefined {
  if (data === undefined || data.pages.length < 2) return data;
  return { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) };
}
