import { Button } from '@mantine/core';
import { IconRobot } from '@tabler/icons-react';
import type { Head } from '../../live/cache-keys';
import { useAskAgent } from '../thread/use-ask-agent';

/** Offered while the lead's newest text has no answer, and nobody is about to give one. */
export function AskAgent({ head }: { head: Head }) {
  const ask = useAskAgent(head.interactionId);
  // Where it needs a person, the banner offers what can be done.
  if (head.sms.direction !== 'inbound' || head.turn !== null || head.attention !== null) return null;
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<IconRobot size={16} aria-hidden />}
      loading={ask.isPending}
      onClick={() => ask.mutate()}
    >
      Ask the agent
    </Button>
  );
}
