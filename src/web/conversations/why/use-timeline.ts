import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { messagesQuery, timelineQuery } from '../../live/cache-keys';
import type { EventContext } from '../../words/events';
import type { Message } from '../../words/labels';
import { useCallerName } from '../callers';
import { type EventGroup, groupEvents } from './group-events';

/** The events that are loaded, in groups, with the texts and names that they are about. */
export function useTimeline(interactionId: string) {
  const timeline = useInfiniteQuery(timelineQuery(interactionId));
  const messages = useInfiniteQuery(messagesQuery(interactionId));
  const caller = useCallerName();

  const oldestEvent = timeline.data?.pages.at(-1)?.events[0]?.seq ?? Number.POSITIVE_INFINITY;
  const oldestText = messages.data?.pages.at(-1)?.messages[0]?.seq ?? Number.NEGATIVE_INFINITY;
  // Texts come in pages of their own: they are read as far back as the events.
  const isTextMissing = messages.hasNextPage && !messages.isFetching && !messages.isError && oldestText > oldestEvent;
  useEffect(() => {
    if (isTextMissing) void messages.fetchNextPage();
  }, [isTextMissing, messages.fetchNextPage]);

  const groups = useMemo<EventGroup[]>(
    () => groupEvents((timeline.data?.pages ?? []).toReversed().flatMap((page) => page.events)),
    [timeline.data],
  );
  const texts = useMemo(() => {
    const all = (messages.data?.pages ?? []).flatMap((page) => page.messages);
    return new Map<string, Message>(all.map((message) => [message.messageId, message]));
  }, [messages.data]);
  const context: EventContext = { message: (messageId) => texts.get(messageId), caller: (id) => capital(caller(id)) };
  return { timeline, groups, context };
}

function capital(name: string | undefined): string | undefined {
  return name && name.charAt(0).toUpperCase() + name.slice(1);
}
