import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call';
import { type Head, headQuery } from '../../live/cache-keys';
import { attentionWords } from './attention-words';
import classes from './conversation-header.module.css';
import { useAskAgent } from './use-ask-agent';
import { tellFailure, useChange } from './use-change';

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
          {attention.reason === 'near_opt_out' ? (
            <NearOptOut interactionId={interactionId} />
          ) : (
            <Button size="compact-sm" variant="default" onClick={() => looked.mutate({ attention: null })}>
              Looked at
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** Only a person can say what the lead meant; the agent waits for it. */
function NearOptOut({ interactionId }: { interactionId: string }) {
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (decision: 'opt_out' | 'go_on') =>
      call('POST /interactions/{interactionId}/near-opt-out', { params: { interactionId }, body: { decision } }),
    onError: (error) => tellFailure('The decision was not recorded', error),
    onSettled: () => client.invalidateQueries({ queryKey: headQuery(interactionId).queryKey }),
  });
  return (
    <>
      <Button size="compact-sm" color="red" loading={decide.isPending} onClick={() => decide.mutate('opt_out')}>
        Opt out
      </Button>
      <Button size="compact-sm" variant="default" disabled={decide.isPending} onClick={() => decide.mutate('go_on')}>
        Go on
      </Button>
    </>
  );
}
