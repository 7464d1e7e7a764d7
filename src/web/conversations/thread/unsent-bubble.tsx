import { Button } from '@mantine/core';
import { IconAlertCircle, IconClock } from '@tabler/icons-react';
import { serverNow } from '../../api/server-clock';
import { phoneLabel } from '../../words/labels';
import { timeLabel } from '../../words/times';
import { failureWords, mayTryAgain, type UnsentText } from '../composer/unsent-text';
import { TextBody } from './text-body';
import classes from './thread.module.css';

interface UnsentBubbleProps {
  text: UnsentText;
  onTryAgain: (text: UnsentText) => void;
  onDiscard: (text: UnsentText) => void;
}

/** A text that the server has not shown yet: on its way, or failed with what to do about it. */
export function UnsentBubble({ text, onTryAgain, onDiscard }: UnsentBubbleProps) {
  const failed = text.state === 'failed';
  const tone = failed ? 'danger' : 'moving';
  return (
    <article
      className={classes.text}
      data-ours
      data-state={failed ? 'failed' : 'sending'}
      data-tone={tone}
      aria-label={`You, ${timeLabel(text.writtenAt)}`}
    >
      <div className={classes.sender} aria-hidden>
        You
      </div>
      <div className={classes.bubble}>
        <TextBody text={text.message} />
      </div>
      <div className={classes.meta}>
        <time dateTime={text.writtenAt}>{timeLabel(text.writtenAt)}</time>
        <span className={classes.state} data-tone={tone}>
          {failed ? <IconAlertCircle size={14} aria-hidden /> : <IconClock size={14} aria-hidden />}
          {failed ? 'Not sent' : text.sendAt === undefined ? 'Sending…' : 'Scheduling…'}
        </span>
        {text.from !== undefined && <span>from {phoneLabel(text.from)}</span>}
      </div>
      {failed && text.failure && (
        <div className={classes.reason} data-tone={tone} role="alert">
          <span>
            {failureWords(text.failure)}
            {!mayTryAgain(text, serverNow()) &&
              ' It is too old to try again: look in the thread before you send it anew.'}
          </span>
          {mayTryAgain(text, serverNow()) && (
            <Button size="compact-xs" variant="default" onClick={() => onTryAgain(text)}>
              Try again
            </Button>
          )}
          <Button size="compact-xs" variant="subtle" onClick={() => onDiscard(text)}>
            Discard
          </Button>
        </div>
      )}
    </article>
  );
}
