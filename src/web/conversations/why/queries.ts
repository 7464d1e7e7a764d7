import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '../../api/call';

/** Larger than every number of an event: the newest page. */
const NEWEST = 2_147_483_647;
const EVENTS_A_PAGE = 200;
const TEXTS_A_PAGE = 50;

/** Everything that happened to a conversation: the newest page first, ascending within a page. Live changes reach it. */
export function timelineQuery(interactionId: string) {
  return infiniteQueryOptions({
    queryKey: ['GET /interactions/{interactionId}/timeline', interactionId] as const,
    queryFn: ({ pageParam, signal }) =>
      call('GET /interactions/{interactionId}/timeline', {
        params: { interactionId },
        query: { before: pageParam, limit: EVENTS_A_PAGE },
        signal,
      }),
    initialPageParam: NEWEST,
    getNextPageParam: (oldest) => oldest.previous ?? undefined,
  });
}

/** A conversation's texts, likewise. */
export function messagesQuery(interactionId: string) {
  return infiniteQueryOptions({
    queryKey: ['GET /interactions/{interactionId}/messages', interactionId] as const,
    queryFn: ({ pageParam, signal }) =>
      call('GET /interactions/{interactionId}/messages', {
        params: { interactionId },
        query: { before: pageParam, limit: TEXTS_A_PAGE },
        signal,
      }),
    initialPageParam: NEWEST,
    getNextPageParam: (oldest) => oldest.previous ?? undefined,
  });
}
