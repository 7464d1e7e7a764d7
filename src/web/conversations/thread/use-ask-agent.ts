import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call';
import { headQuery } from '../../live/cache-keys';
import { tellFailure } from './use-change';

/** Has the agent asked at once about everything that nobody answered yet. */
export function useAskAgent(interactionId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call('POST /interactions/{interactionId}/ask-agent', { params: { interactionId } }),
    onError: (error) => tellFailure('The agent was not asked', error),
    onSettled: () => client.invalidateQueries({ queryKey: headQuery(interactionId).queryKey }),
  });
}
