import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSession } from '../../app/session';
import type { Head, MessagesData, TimelineData } from '../../live/cache-keys';
import { dropUnsent } from '../composer/outbox';
import { arrivals } from '../composer/unsent-text';
import { useWritten } from '../composer/use-written';
import { wholeFrom } from './queries';
import { type NumberedItems, numbered, threadItems } from './thread-items';

type Texts = UseInfiniteQueryResult<Pick<MessagesData, 'pages'>>;
type Timeline = UseInfiniteQueryResult<Pick<TimelineData, 'pages'>>;

/** A conversation's thread from what the page knows of it, and how to get what is older. */
export function useThreadItems(head: Head, texts: Texts, timeline: Timeline) {
  const { interactionId, turn, agentRestsUntil: restsUntil } = head;
  const { userId } = useSession();
  const { unsent } = useWritten(interactionId);
  // A text keeps its key when it becomes a message, and afterwards, so that its bubble stays the same one.
  const became = useRef<ReadonlyMap<string, string>>(new Map());

  const messages = useMemo(() => oldestFirst(texts.data?.pages).flatMap((page) => page.messages), [texts.data]);
  const events = useMemo(() => oldestFirst(timeline.data?.pages).flatMap((page) => page.events), [timeline.data]);
  const fromSeq = Math.max(
    wholeFrom(texts.data?.pages),
    // Without the events the texts are still worth reading.
    timeline.isError ? 0 : wholeFrom(timeline.data?.pages),
  );
  const arrived = useMemo(() => arrivals(became.current, unsent, messages, userId), [unsent, messages, userId]);
  const items = useMemo(
    () => threadItems({ messages, events, fromSeq, unsent, arrived, turn, restsUntil }),
    [messages, events, fromSeq, unsent, arrived, turn, restsUntil],
  );

  useEffect(() => {
    became.current = arrived;
    const there = new Set(messages.map(({ messageId }) => arrived.get(messageId)));
    // While its answer is under way, that decides; afterwards, that it is in the thread.
    const done = unsent.filter(({ key, state }) => state !== 'sending' && there.has(key));
    if (done.length > 0) dropUnsent(userId, interactionId, new Set(done.map(({ key }) => key)));
  }, [arrived, messages, unsent, userId, interactionId]);

  const [shown, setShown] = useState<NumberedItems | null>(null);
  let now = shown;
  if (now === null || now.items !== items) {
    now = numbered(shown, items);
    setShown(now);
  }
  return { ...now, older: useOlder(texts, timeline) };
}

/** Older texts, and the events between them: they are shown together, so both are fetched until they reach as far back. */
function useOlder(texts: Texts, timeline: Timeline) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = texts;
  const load = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const behind = wholeFrom(timeline.data?.pages) > wholeFrom(texts.data?.pages);
  const { hasNextPage: moreEvents, isFetching, isError, fetchNextPage: fetchEvents } = timeline;
  useEffect(() => {
    if (behind && moreEvents && !isFetching && !isError) void fetchEvents();
  }, [behind, moreEvents, isFetching, isError, fetchEvents]);

  const loading = isFetchingNextPage || (behind && isFetching);
  const failed = texts.isFetchNextPageError;
  const all = !hasNextPage && !behind;
  return useMemo(() => ({ load, loading, failed, all }), [load, loading, failed, all]);
}

function oldestFirst<Page>(pages: readonly Page[] | undefined): Page[] {
  return [...(pages ?? [])].reverse();
}
