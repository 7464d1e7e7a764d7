import { serverNow } from '../../api/server-clock';
import type { Message } from '../../words/labels';
import { dayLabel, timeLabel, wholeLabel } from '../../words/times';
import type { UnsentText } from '../composer/unsent-text';
import { RestLine } from './rest-line';
import { TextBubble } from './text-bubble';
import classes from './thread.module.css';
import type { ThreadItem } from './thread-items';
import { TurnLine } from './turn-line';
import { UnsentBubble } from './unsent-bubble';

interface ThreadLineProps {
  item: ThreadItem;
  senderName: (message: Message) => string;
  onSendAgain?: (message: Message) => void;
  onTryAgain: (text: UnsentText) => void;
  onDiscard: (text: UnsentText) => void;
}

/** One line of a thread, whatever kind it is. */
export function ThreadLine({ item, senderName, onSendAgain, onTryAgain, onDiscard }: ThreadLineProps) {
  switch (item.kind) {
    case 'day':
      return (
        <div className={classes.day}>
          <span>{dayLabel(item.at, serverNow())}</span>
        </div>
      );
    case 'text': {
      const { message, follows } = item;
      return <TextBubble {...{ message, follows, onSendAgain }} sender={senderName(message)} />;
    }
    case 'event':
      return (
        <p className={classes.event}>
          {item.words} <time title={wholeLabel(item.event.at)}>{timeLabel(item.event.at)}</time>
        </p>
      );
    case 'unsent':
      return <UnsentBubble text={item.text} onTryAgain={onTryAgain} onDiscard={onDiscard} />;
    case 'turn':
      return <TurnLine turn={item.turn} />;
    case 'rest':
      return <RestLine until={item.until} />;
  }
}
