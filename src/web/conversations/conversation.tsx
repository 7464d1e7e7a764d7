import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { call } from '../api/call';
import { Failure, Waiting } from '../app/failure';
import { LeadPanel } from './lead/lead-panel';
import { WhyDrawer } from './why/why-drawer';

/** A conversation: its thread and, beside it, its lead. */
export function Conversation() {
  const { interactionId } = useParams({ from: '/conversations/$interactionId' });
  const head = useQuery({
    queryKey: ['GET /interactions/{interactionId}/head', interactionId],
    queryFn: ({ signal }) => call('GET /interactions/{interactionId}/head', { params: { interactionId }, signal }),
  });
  if (head.isPending) return <Waiting what="Loading the conversation" />;
  if (head.isError) return <Failure error={head.error} what="The conversation could not be loaded" />;
  return (
    <>
      <LeadPanel interactionId={interactionId} leadId={head.data.leadId} />
      <WhyDrawer interactionId={interactionId} />
    </>
  );
}
