import { QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiFailure, call } from '../api/call';
import type { Answer } from '../api/operations';

export type SignedIn = Extract<Answer<'GET /session'>, { kind: 'person' }>;

/** Who has signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['GET /session'],
  queryFn: async ({ signal }): Promise<SignedIn | null> => {
    try {
      const caller = await call('GET /session', { signal });
      return caller.kind === 'person' ? caller : null;
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 'UNAUTHORIZED') return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

const TRIES = 3;

/** What the page knows of the API. Every answer that the session has ended ends it here too. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: endSessionWhenRefused }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // What is wrong with a request does not mend itself; a server that is away does.
      retry: (failures, error) => isPassing(error) && failures < TRIES,
      refetchOnWindowFocus: false,
    },
    mutations: { onError: endSessionWhenRefused },
  },
});

/** Whether an error may be over at the next try. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiFailure && (error.status === 0 || error.status >= 500);
}

/** For calls that are no query and no mutation of the client's. */
export function endSessionWhenRefused(error: unknown): void {
  if (error instanceof ApiFailure && error.code === 'UNAUTHORIZED')
    queryClient.setQueryData(sessionQuery.queryKey, null);
}
