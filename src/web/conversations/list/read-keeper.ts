import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { headQuery } from '../../live/cache-keys';
import { reading } from '../../live/reading';
import { putRead, showUnread } from './marks';

/** Texts that come together are marked together. */
const TOGETHER_MS = 300;

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
    tellSoon(client, interactionId, lastSeq);
  }, [client, interactionId, isLookedAt, unread, lastSeq]);
}

const untold = new Map<string, number>();

/** The mark is set even when the conversation is left before. */
function tellSoon(client: QueryClient, interactionId: string, seq: number): void {
  const isWaiting = untold.has(interactionId);
  untold.set(interactionId, seq);
  if (isWaiting) return;
  setTimeout(() => {
    const newest = untold.get(interactionId)!;
    untold.delete(interactionId);
    // What was not marked is shown as unread by the next answer.
    putRead(client, interactionId, newest).catch(() => {});
  }, TOGETHER_MS);
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
