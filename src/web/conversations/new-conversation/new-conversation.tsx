import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call';
import { Failure, Waiting } from '../../app/failure';
import type { ConversationsSearch } from '../filters';
import { FirstText } from './first-text';

/** A first text to a lead; it opens the conversation that it begins. */
export default function NewConversation({ leadId }: { leadId?: string }) {
  const navigate = useNavigate();
  const close = () => void navigate({ to: '.', search: withoutNew });
  const open = (interactionId: string) =>
    void navigate({ to: '/conversations/$interactionId', params: { interactionId }, search: withoutNew });
  const given = useQuery({
    queryKey: ['GET /leads/{leadId}', leadId],
    queryFn: ({ signal }) => call('GET /leads/{leadId}', { params: { leadId: leadId! }, signal }),
    enabled: leadId !== undefined,
  });
  return (
    <Modal opened onClose={close} title={<b>New conversation</b>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {given.isLoading && <Waiting what="Loading the lead" />}
      {given.error && (
        <Failure error={given.error} what="The lead cannot be shown" onRetry={() => void given.refetch()} />
      )}
      {(leadId === undefined || given.data) && <FirstText given={given.data} onSent={open} onOpen={open} />}
    </Modal>
  );
}

function withoutNew({ new: _, lead: __, ...filters }: ConversationsSearch): ConversationsSearch {
  return filters;
}
