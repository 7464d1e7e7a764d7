import { Drawer } from '@mantine/core';
import { useWhy } from './use-why';
import classes from './why.module.css';
import { WhyTimeline } from './why-timeline';

/** "Why?": what was decided about a conversation, or about one of its texts, when, and by which rule. */
export function WhyDrawer({ interactionId }: { interactionId: string }) {
  const { why, closeWhy } = useWhy();
  return (
    <Drawer
      opened={why !== undefined}
      onClose={closeWhy}
      position="right"
      size="34rem"
      title="Why?"
      classNames={{ title: classes.title, header: classes.header, content: classes.drawer, body: classes.body }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      overlayProps={{ backgroundOpacity: 0.25 }}
    >
      {why !== undefined && <WhyTimeline key={interactionId} interactionId={interactionId} about={why} />}
    </Drawer>
  );
}
