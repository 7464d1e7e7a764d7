import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../api/call';
import { useSession } from '../app/session';

const MINUTE = 60_000;

/** The names of those who send and decide; few, and seldom another. */
export const callersQuery = queryOptions({
  queryKey: ['GET /callers'] as const,
  queryFn: ({ signal }) => call('GET /callers', { signal }),
  staleTime: 10 * MINUTE,
});

/** Names by `user_…` or `key_…`: "you" for oneself, undefined for somebody who is not known (yet). */
export function useCallerName(): (callerId: string) => string | undefined {
  const session = useSession();
  const { data } = useQuery(callersQuery);
  return (callerId) => {
    if (callerId === session.userId) return 'you';
    const caller = data?.find((each) => each.callerId === callerId);
    return caller?.kind === 'key' ? `the API key “${caller.name}”` : caller?.name;
  };
}
