import { notifications } from '@mantine/notifications';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ApiFailure, call } from '../../api/call';
import { HEAD, type Head, LISTS, type ListData, NEWEST } from '../../live/cache-keys';
import { withUnread } from '../../live/patch-list';
import { reading } from '../../live/reading';
import type { Row } from './list-query';

/** Among this many of the newest texts the lead's last one is looked for, to mark it as unread. */
const LOOK_BACK = 100;

/** Marks a conversation as read or unread, for oneself: at once in the page, and then at the API. */
export function useMarks(): (row: Pick<Row, 'interactionId'>, as: 'read' | 'unread') => void {
  const client = useQueryClient();
  return useCallback(
    ({ interactionId }, as) => {
      mark(client, interactionId, as).catch((error) => {
        client.invalidateQueries({ queryKey: [LISTS] });
        const message = error instanceof ApiFailure ? error.message : 'Something in this page went wrong.';
        notifications.show({ color: 'red', title: `Not marked as ${as}`, message });
      });
    },
    [client],
  );
}

async function mark(client: QueryClient, interactionId: string, as: 'read' | 'unread'): Promise<void> {
  if (as === 'read') {
    showUnread(client, interactionId, 0);
    const { lastSeq } = await call(HEAD, { params: { interactionId } });
    await putRead(client, interactionId, lastSeq);
    return;
  }
  const { messages } = await call('GET /interactions/{interactionId}/messages', {
    params: { interactionId },
    query: { before: NEWEST, limit: LOOK_BACK },
  });
  const last = messages.findLast(({ direction }) => direction === 'inbound');
  if (last === undefined) {
    notifications.show({ message: 'The lead has not written lately: there is nothing to mark as unread.' });
    return;
  }
  reading.keepUnread(interactionId);
  showUnread(client, interactionId, 1);
  const body = { seq: last.seq, unread: true as const };
  const { readSeq } = await call('PUT /interactions/{interactionId}/read', { params: { interactionId }, body });
  showReadSeq(client, interactionId, readSeq);
}

/** Tells the API how far one has read. */
export async function putRead(client: QueryClient, interactionId: string, seq: number): Promise<void> {
  const { readSeq } = await call('PUT /interactions/{interactionId}/read', {
    params: { interactionId },
    body: { seq },
  });
  showReadSeq(client, interactionId, readSeq);
}

/** Shows this many texts as unread, in every list and in the conversation's head. */
export function showUnread(client: QueryClient, interactionId: string, unread: number): void {
  client.setQueriesData<ListData>(
    { queryKey: [LISTS] },
    (data) => data && withUnread(data, (row) => (row.interactionId === interactionId ? unread : row.unread)),
  );
  client.setQueryData<Head>([HEAD, interactionId], (head) => head && { ...head, unread });
}

function showReadSeq(client: QueryClient, interactionId: string, readSeq: number): void {
  client.setQueryData<Head>([HEAD, interactionId], (head) => head && { ...head, readSeq });
}
