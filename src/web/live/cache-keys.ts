import type { InfiniteData } from '@tanstack/react-query';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../api/call';
import type { Answer } from '../api/operations';

/**
 * What live changes are patched into, and under which keys it lies. Whatever reads one of these operations keeps to its key
 * and its form, and is live by that alone:
 *
 * - lists: `['GET /interactions', filters]`, an infinite query, pages in the order of the list
 * - a conversation: `['GET /interactions/{interactionId}/head', interactionId]`
 * - its texts: `['GET /interactions/{interactionId}/messages', interactionId]`, an infinite query whose first page is the
 *   newest and whose page parameter is `before`; texts ascend within a page
 * - its timeline: `['GET /interactions/{interactionId}/timeline', interactionId]`, likewise
 * - its scheduled texts: `['GET /scheduled-texts', interactionId]`, and its lead's clock, asked for again after changes
 */
export const LISTS = 'GET /interactions';
export const HEAD = 'GET /interactions/{interactionId}/head';
export const MESSAGES = 'GET /interactions/{interactionId}/messages';
export const SCHEDULED = 'GET /scheduled-texts';
export const CLOCK = 'GET /interactions/{interactionId}/quiet-hours';
export const TIMELINE = 'GET /interactions/{interactionId}/timeline';

/** The `before` of the newest page. Only onto this page is appended: the pages of a reader who is far back may not hold it. */
export const NEWEST = 2_147_483_647;

export type Head = Answer<typeof HEAD>;
export type ListData = InfiniteData<Answer<typeof LISTS>, string | null>;
export type MessagesData = InfiniteData<Answer<typeof MESSAGES>, number>;
export type TimelineData = InfiniteData<Answer<typeof TIMELINE>, number>;

/** A conversation without its texts. */
export function headQuery(interactionId: string) {
  return queryOptions({
    queryKey: [HEAD, interactionId] as const,
    queryFn: ({ signal }) => call(HEAD, { params: { interactionId }, signal }),
  });
}

const TEXTS_A_PAGE = 50;
/** A text brings about five events. */
const EVENTS_A_PAGE = 300;

/** A conversation's texts: the newest page first, within a page the oldest text first. */
export function messagesQuery(interactionId: string) {
  return infiniteQueryOptions({
    queryKey: [MESSAGES, interactionId] as const,
    queryFn: ({ pageParam, signal }) =>
      call(MESSAGES, {
        params: { interactionId },
        query: { before: pageParam, limit: TEXTS_A_PAGE },
        signal,
      }),
    initialPageParam: NEWEST,
    getNextPageParam: (oldest) => oldest.previous ?? undefined,
  });
}

/** Everything that happened to a conversation, in pages as its texts. */
export function timelineQuery(interactionId: string) {
  return infiniteQueryOptions({
    queryKey: [TIMELINE, interactionId] as const,
    queryFn: ({ pageParam, signal }) =>
      call(TIMELINE, {
        params: { interactionId },
        query: { before: pageParam, limit: EVENTS_A_PAGE },
        signal,
      }),
    initialPageParam: NEWEST,
    getNextPageParam: (oldest) => oldest.previous ?? undefined,
  });
}
