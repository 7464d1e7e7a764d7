import { Button } from '@mantine/core';
import {
  IconAlertCircle,
  IconBan,
  IconCheck,
  IconChecks,
  IconClock,
  IconHelpCircle,
  type TablerIcon,
} from '@tabler/icons-react';
import { memo, useCallback, useRef } from 'react';
import type { Message } from '../../words/labels';
import { timeLabel, wholeLabel } from '../../words/times';
import { segmentWords } from '../composer/text-count';
import { useWhy } from '../why/use-why';
import { deliveryWords } from './delivery-words';
import { lateWords } from './late-words';
import { TextBody } from './text-body';
import classes from './thread.module.css';
import { UnconfirmedChoice } from './unconfirmed-choice';

const STATE_ICONS: Partial<Record<Message['state'], TablerIcon>> = {
  scheduled: IconClock,
  queued: IconClock,
  sending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  undelivered: IconAlertCircle,
  failed: IconAlertCircle,
  unconfirmed: IconHelpCircle,
  withheld: IconBan,
};

interface TextBubbleProps {
  message: Message;
  follows: boolean;
  /** Who wrote it, in words. */
  sender: string;
  /** Sends the same words as a new text; where that makes sense. */
  onSendAgain?: (message: Message) => void;
}

/** One text: who wrote it, what, when, and what became of it. */
export const TextBubble = memo(function TextBubble({ message, follows, sender, onSendAgain }: TextBubbleProps) {
  const ours = message.direction === 'outbound';
  const delivery = deliveryWords(message);
  const late = lateWords(message);
  const { askWhy } = useWhy();
  const Icon = STATE_ICONS[message.state];
  const failed = message.state === 'failed' || message.state === 'undelivered';
  const article = useRef<HTMLElement>(null);
  // The choice goes away with the decision: who made it by keyboard stays at the text.
  const stay = useCallback(() => article.current?.focus(), []);
  return (
    <article
      ref={article}
      tabIndex={-1}
      data-message={message.messageId}
      className={classes.text}
      data-ours={ours}
      data-follows={follows}
      data-state={message.state}
      data-tone={delivery?.tone}
      aria-label={`${sender}, ${timeLabel(message.timestamp)}`}
    >
      {!follows && (
        <div className={classes.sender} data-source={message.source} aria-hidden>
          {sender}
        </div>
      )}
      <div className={classes.bubble}>
        <TextBody text={message.message} />
      </div>
      <div className={classes.meta}>
        <time dateTime={message.timestamp} title={wholeLabel(message.timestamp)}>
          {timeLabel(message.timestamp)}
        </time>
        {late !== null && message.writtenAt !== null && (
          <span className={classes.state} data-tone="warning" title={wholeLabel(message.writtenAt)}>
            {late}
          </span>
        )}
        {delivery && (
          <span className={classes.state} data-tone={delivery.tone}>
            {Icon && <Icon size={14} aria-hidden />}
            {delivery.state}
          </span>
        )}
        {ours && message.segments > 1 && <span>{segmentWords(message.segments)}</span>}
      </div>
      {delivery?.reason && (
        <div className={classes.reason} data-tone={delivery.tone}>
          <span>{delivery.reason}</span>
          <Button size="compact-xs" variant="subtle" onClick={() => askWhy(message.messageId as `msg_${string}`)}>
            Why?
          </Button>
          {failed && onSendAgain && (
            <Button size="compact-xs" variant="default" onClick={() => onSendAgain(message)}>
              Try again
            </Button>
          )}
        </div>
      )}
      {message.state === 'unconfirmed' && <UnconfirmedChoice message={message} onDecided={stay} />}
    </article>
  );
});
