import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Head } from '../../live/cache-keys';
import { attentionWords } from './attention-words';
import classes from './conversation-header.module.css';
import { useAskAgent } from './use-ask-agent';
import { useChange } from './use-change';

/** Says that the conversation needs a person, why, and offers what the person can do. */
export function AttentionBanner({ head }: { head: Head }) {
  const { attention, interactionId } = head;
  const looked = useChange(interactionId, 'It could not be marked as looked at');
  const ask = useAskAgent(interactionId);
  return (
    <div role="status">
      {attention !== null && (
        <div className={classes.banner}>
          <IconAlertTriangle size={18} aria-hidden />
          <span className={classes.bannerWords}>{attentionWords(attention.reason)}</span>
          {(attention.reason === 'agent_failed' || attention.reason === 'late_text') && (
            <Button size="compact-sm" variant="filled" loading={ask.isPending} onClick={() => ask.mutate()}>
              Ask the agent again
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => looked.mutate({ attention: null })}>
            Looked at
          </Button>
        </div>
      )}
    </div>
  );
}
