import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useSession } from '../../app/session';
import { type Message, SOURCE_LABELS } from '../../words/labels';
import { callersQuery } from '../callers';

/** Says who wrote a text: the lead and people by name, oneself as "You", an API key by its name. */
export function useSenderName(leadName: string): (message: Message) => string {
  const { userId } = useSession();
  const { data: callers } = useQuery(callersQuery);
  return useCallback(
    (message: Message) => {
      const { direction, source, sentBy } = message;
      if (direction === 'inbound') return leadName;
      if (source === 'manual' && sentBy === userId) return 'You';
      const name = callers?.find(({ callerId }) => callerId === sentBy)?.name;
      if (source === 'manual') return name ?? SOURCE_LABELS.manual;
      return source === 'api' && name !== undefined ? `${SOURCE_LABELS.api}, ${name}` : SOURCE_LABELS[source];
    },
    [leadName, userId, callers],
  );
}
