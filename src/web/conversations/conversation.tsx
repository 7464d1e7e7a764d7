import { Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Failure, Waiting } from '../app/failure';
import { headQuery } from '../live/cache-keys';
import classes from './conversation.module.css';
import { LeadPanel } from './lead/lead-panel';
import { ThreadPanel } from './thread/thread-panel';
import { useWhy } from './why/use-why';
import { WhyDrawer } from './why/why-drawer';

/** From this width on the lead has a panel of its own; the style sheet knows it too. */
const THREE_PANELS = '(min-width: 75em)';

/** A conversation: its thread and, beside it or in a drawer, its lead. */
export function Conversation() {
  const { interactionId } = useParams({ from: '/conversations/$interactionId' });
  const { data: head, error, refetch } = useQuery(headQuery(interactionId));
  const hasRoom = useMediaQuery(THREE_PANELS, undefined, { getInitialValueInEffect: false });
  const [isLeadShown, lead] = useDisclosure();
  const { why } = useWhy();
  if (head === undefined) {
    return error ? (
      <Failure what="The conversation could not be opened" error={error} onRetry={() => void refetch()} />
    ) : (
      <Waiting what="Opening the conversation" />
    );
  }
  const leadPanel = <LeadPanel interactionId={interactionId} leadId={head.leadId} />;
  return (
    <div className={classes.panels}>
      {/* Another conversation is another thread: what one scrolled to, or was about to send from, is not carried over. */}
      <ThreadPanel key={interactionId} head={head} onShowLead={hasRoom ? undefined : lead.open} />
      {hasRoom ? (
        <div className={classes.lead}>{leadPanel}</div>
      ) : (
        <Drawer
          // One drawer at a time: "Why?" may be asked in this one.
          opened={isLeadShown && why === undefined}
          onClose={lead.close}
          position="right"
          size="22rem"
          title="Lead"
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          {leadPanel}
        </Drawer>
      )}
      <WhyDrawer interactionId={interactionId} />
    </div>
  );
}
