import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { call } from '../../api/call';
import type { BodyOf } from '../../api/operations';
import { HEAD, MESSAGES, type MessagesData } from '../../live/cache-keys';
import type { Message } from '../../words/labels';
import classes from './thread.module.css';
import { tellFailure } from './use-change';

type Decision = BodyOf<'POST /messages/{messageId}/decision'>['decision'];

/** What a person can do about a text of which nobody knows whether it arrived, and what each choice means. */
export function UnconfirmedChoice({ message, onDecided }: { message: Message; onDecided: () => void }) {
  const { messageId } = message;
  const client = useQueryClient();
  const id = useId();
  const decide = useMutation({
    mutationFn: (decision: Decision) =>
      call('POST /messages/{messageId}/decision', { params: { messageId }, body: { decision } }),
    onSuccess: (decided) => {
      // Live changes tell everybody; who decided sees it even where they do not come.
      client.setQueriesData<MessagesData>({ queryKey: [MESSAGES] }, (data) => data && withMessage(data, decided));
      onDecided();
    },
    onError: (error) => {
      tellFailure('Nothing was decided', error);
      void client.invalidateQueries({ queryKey: [MESSAGES] }); // somebody else may have, or a report
    },
    onSettled: () => client.invalidateQueries({ queryKey: [HEAD] }),
  });
  const choice = (decision: Decision, label: string, meaning: string) => (
    <div className={classes.choice}>
      <Button
        size="compact-sm"
        variant="default"
        aria-describedby={`${id}-${decision}`}
        loading={decide.isPending && decide.variables === decision}
        disabled={decide.isPending}
        onClick={() => decide.mutate(decision)}
      >
        {label}
      </Button>
      <span id={`${id}-${decision}`}>{meaning}</span>
    </div>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form
    <div role="group" className={classes.choices} aria-label="What became of this text?">
      {choice('arrived', 'It arrived', 'You know that the lead got it. Nothing is sent.')}
      {choice(
        'send_again',
        'Send again',
        'It leaves once more. If the first one arrived after all, the lead gets it twice.',
      )}
    </div>
  );
}

/** The cached texts with one of them as it was decided; live changes may have told by now what became of it since. */
function withMessage(data: MessagesData, message: Message): MessagesData {
  const pages = data.pages.map((page) => ({
    ...page,
    messages: page.messages.map((one) =>
      one.messageId === message.messageId && one.state === 'unconfirmed' ? message : one,
    ),
  }));
  return { ...data, pages };
}
