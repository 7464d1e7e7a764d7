import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiFailure, call } from '../../api/call';
import type { BodyOf } from '../../api/operations';
import { type Head, headQuery } from '../../live/cache-keys';

/**
 * Changes a conversation: at once in the page, and back with a notice where the server says no.
 * @param what what could not be done, for the notice: "The status was not set"
 */
export function useChange(interactionId: string, what: string) {
  const client = useQueryClient();
  const { queryKey } = headQuery(interactionId);
  return useMutation({
    mutationFn: (body: BodyOf<'PATCH /interactions/{interactionId}'>) =>
      call('PATCH /interactions/{interactionId}', { params: { interactionId }, body }),
    onMutate: async (body) => {
      // An answer that is on its way knows nothing of the change.
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      client.setQueryData(queryKey, (head) => (head === undefined ? head : changed(head, body)));
      return before;
    },
    onError: (error, _, before) => {
      client.setQueryData(queryKey, before);
      tellFailure(what, error);
    },
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}

function changed(head: Head, body: BodyOf<'PATCH /interactions/{interactionId}'>): Head {
  return {
    ...head,
    status: body.status ?? head.status,
    sms: { ...head.sms, agentMode: body.agentMode ?? head.sms.agentMode },
    attention: body.attention === null ? null : head.attention,
    // Nobody is asked any more when Agent Mode goes off.
    turn: body.agentMode === false ? null : head.turn,
    agentRestsUntil: body.agentMode === undefined ? head.agentRestsUntil : null,
  };
}

/** A notice that something was not done, and why. */
export function tellFailure(what: string, error: unknown): void {
  notifications.show({
    title: what,
    message: error instanceof ApiFailure ? error.message : 'Something in this page went wrong.',
    color: 'red',
    autoClose: 10_000,
    role: 'alert',
  });
}
