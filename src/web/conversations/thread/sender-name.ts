import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { type Message, SOURCE_LABELS } from '../../words/labels';

/** Says who wrote a text: the lead by name, oneself as "You", other people by name for those who may read the list of people. */
export function useSenderName(leadName: string): (message: Message) => string {
  const { userId, role } = useSession();
  const { data } = useQuery({
    queryKey: ['GET /users', 'names'],
    queryFn: ({ signal }) => call('GET /users', { query: { limit: 100 }, signal }),
    enabled: role === 'admin',
    staleTime: 5 * 60_000,
  });
  const people = data?.items;
  return useCallback(
    (message: Message) => {
      if (message.direction === 'inbound') return leadName;
      if (message.source !== 'manual') return SOURCE_LABELS[message.source];
      if (message.sentBy === userId) return 'You';
      return people?.find((person) => person.userId === message.sentBy)?.name || SOURCE_LABELS.manual;
    },
    [leadName, userId, people],
  );
}
