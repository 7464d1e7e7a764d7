import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarTime, IconMoon } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/call';
import { serverNow } from '../../api/server-clock';
import { queryClient } from '../../app/queries';
import { SCHEDULED } from '../../live/cache-keys';
import { SOURCE_LABELS } from '../../words/labels';
import { useMinute } from '../../words/minute';
import { dayTimeLabel, wholeLabel } from '../../words/times';
import { useCallerName } from '../callers';
import { TextBody } from '../thread/text-body';
import { tellFailure } from '../thread/use-change';
import { useWhy } from '../why/use-why';
import { ChangeScheduled } from './change-scheduled';
import { leadTimeLabel } from './lead-time';
import type { LeadClock, ScheduledText } from './queries';
import classes from './schedule.module.css';

/** A text that waits: what it says, when it leaves and why then, and what can still be done about it. */
export function ScheduledTextRow({ text, clock }: { text: ScheduledText; clock: LeadClock | undefined }) {
  const { messageId, interactionId, sendAt, scheduledFor } = text;
  useMinute();
  const now = serverNow();
  const { askWhy } = useWhy();
  const [changing, { open, close }] = useDisclosure();
  const writer = useWriter(text);
  const cancel = useMutation({
    mutationFn: () => call('DELETE /scheduled-texts/{messageId}', { params: { messageId } }),
    onError: (error) => tellFailure('The text was not cancelled', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [SCHEDULED, interactionId] }),
  });
  const theirs = clock === undefined ? null : leadTimeLabel(clock, Date.parse(sendAt));
  const when = dayTimeLabel(sendAt, now);
  const quiet = scheduledFor === 'quiet_hours';
  const Icon = quiet ? IconMoon : IconCalendarTime;
  return (
    <li className={classes.scheduled}>
      <div className={classes.words}>
        <TextBody text={text.message} />
      </div>
      <p className={classes.when}>
        <Icon size={14} aria-hidden />
        <span>
          <time dateTime={sendAt} title={wholeLabel(sendAt)}>
            {when}
          </time>
          {theirs !== null && ` (${theirs} there)`}, {quiet ? 'when quiet hours end' : 'as scheduled'}. {writer}.
        </span>
      </p>
      <div className={classes.actions}>
        <Button size="compact-xs" variant="default" onClick={open} aria-label={`Change the text for ${when}`}>
          Change
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate()}
          aria-label={`Cancel the text for ${when}`}
        >
          Cancel
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => askWhy(messageId as `msg_${string}`)}
          aria-label={`Why does the text for ${when} wait?`}
        >
          Why?
        </Button>
      </div>
      {changing && <ChangeScheduled text={text} clock={clock} onClose={close} />}
    </li>
  );
}

function useWriter({ source, sentBy }: ScheduledText): string {
  const name = useCallerName()(sentBy ?? '');
  if (source === 'sms_agent') return 'The AI agent wrote it';
  if (name === 'you') return 'You wrote it';
  return `${name ?? SOURCE_LABELS[source]} wrote it`;
}
