import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call';
import { type Head, headQuery } from '../../live/cache-keys';
import { type AttentionReason, attentionWords } from './attention-words';
import classes from './conversation-header.module.css';
import { useAskAgent } from './use-ask-agent';
import { tellFailure, useChange } from './use-change';

/** What the agent may be asked again after, once it answers no open turn. */
const ASKED_AGAIN: ReadonlySet<AttentionReason> = new Set(['agent_failed', 'late_text', 'answer_limit']);

/** Says that the conversation needs a person, why, and offers what the person can do. */
export function AttentionBanner({ head, onShowUnconfirmed }: { head: Head; onShowUnconfirmed: () => void }) {
  const { attention, interactionId } = head;
  const looked = useChange(interactionId, 'It could not be marked as looked at');
  const ask = useAskAgent(interactionId);
  return (
    <div role="status">
      {attention !== null && (
        <div className={classes.banner}>
          <IconAlertTriangle size={18} aria-hidden />
          <span className={classes.bannerWords}>{attentionWords(attention.reason)}</span>
          {attention.reason === 'send_unconfirmed' && (
            <Button size="compact-sm" variant="filled" onClick={onShowUnconfirmed}>
              Show the text
            </Button>
          )}
          {ASKED_AGAIN.has(attention.reason) && head.turn === null && (
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
