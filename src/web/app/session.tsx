import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { forgetWritten } from '../conversations/composer/outbox';
import { queryClient, type SignedIn, sessionQuery } from './queries';

const SessionContext = createContext<SignedIn | null>(null);

/** Who has signed in, for everything inside the frame: there is somebody. */
export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('nobody has signed in');
  return session;
}

/**
 * Shows `children` while somebody is signed in, and `otherwise` when nobody is (any more). What one person saw is not
 * kept for the next.
 */
export function SessionGate({ children, otherwise }: { children: ReactNode; otherwise: ReactNode }) {
  const { data: session } = useQuery(sessionQuery);
  if (session === undefined) return null;
  if (session === null) return otherwise;
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Forgets everything that was read and written, and by whom. */
export function forgetSession(): void {
  const person = queryClient.getQueryData(sessionQuery.queryKey);
  if (person) forgetWritten(person.userId);
  queryClient.setQueryData(sessionQuery.queryKey, null);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
}
