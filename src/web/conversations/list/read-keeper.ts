import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { headQuery } from '../../live/cache-keys';
import { reading } from '../../live/reading';
import { putRead, showUnread } from './marks';

/** Keeps the open conversation marked as read for as long as somebody looks at it. */
export function useReadKeeper(interactionId: string | null): void {
  const client = useQueryClient();
  const { data: head } = useQuery({ ...headQuery(interactionId ?? ''), enabled: interactionId !== null });
  const isLookedAt = useSyncExternalStore(watchLooks, isPageLookedAt);
  useEffect(() => {
    reading.turnTo(interactionId);
    return () => reading.turnTo(null);
  }, [interactionId]);

  const unread = head?.unread ?? 0;
  const lastSeq = head?.lastSeq ?? 0;
  useEffect(() => {
    if (interactionId === null || !isLookedAt || unread === 0 || !reading.isBeingRead(interactionId)) return;
    showUnread(client, interactionId, 0);
    void tell(client, interactionId, lastSeq);
  }, [client, interactionId, isLookedAt, unread, lastSeq]);
}

/** How far conversations were read while the API was being told how far they were read before. */
const untold = new Map<string, number>();

/** Tells at once, as the page may be closed the next moment; of texts that come close together, not of each. */
async function tell(client: QueryClient, interactionId: string, seq: number): Promise<void> {
  const isTelling = untold.has(interactionId);
  untold.set(interactionId, seq);
  if (isTelling) return;
  let told = 0;
  while (told < untold.get(interactionId)!) {
    told = untold.get(interactionId)!;
    // What was not marked is shown as unread by the next answer.
    await putRead(client, interactionId, told).catch(() => {});
  }
  untold.delete(interactionId);
}

function isPageLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function watchLooks(tell: () => void): () => void {
  const signs = ['focus', 'blur'] as const;
  for (const sign of signs) window.addEventListener(sign, tell);
  document.addEventListener('visibilitychange', tell);
  return () => {
    for (const sign of signs) window.removeEventListener(sign, tell);
    document.removeEventListener('visibilitychange', tell);
  };
}
