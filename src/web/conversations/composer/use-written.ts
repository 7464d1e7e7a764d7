import { useSyncExternalStore } from 'react';
import { useSession } from '../../app/session';
import { readWritten, subscribeWritten, type Written } from './outbox';

/** What this person has written in a conversation: the draft, and the texts that the server does not have yet. */
export function useWritten(interactionId: string): Written {
  const { userId } = useSession();
  return useSyncExternalStore(subscribeWritten, () => readWritten(userId, interactionId));
}
