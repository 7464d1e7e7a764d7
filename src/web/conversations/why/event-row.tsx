import { IconChevronRight } from '@tabler/icons-react';
import { type EventContext, eventWords, type TimelineEvent } from '../../words/events';
import { secondsLabel, wholeLabel } from '../../words/times';
import { CopyButton } from '../lead/copy-button';
import classes from './why.module.css';
import type { WhyAbout } from './why-about';

/** The events that bring a text: its words are shown with them. */
const BRINGS_TEXT = new Set([
  'inbound-message',
  'send',
  'agent-reply',
  'agent-reply-in-response',
  'agent-reply-refused',
]);

/** One event in words; opened, what the engineer needs of it. */
export function EventRow({ event, context, about }: { event: TimelineEvent; context: EventContext; about: WhyAbout }) {
  const { what, tone } = eventWords(event, context);
  const { messageId } = event.data;
  const text = BRINGS_TEXT.has(event.type) && typeof messageId === 'string' ? context.message?.(messageId) : undefined;
  return (
    <li className={classes.event} data-tone={tone} data-about={messageId === about || undefined}>
      <details>
        <summary className={classes.summary}>
          <time className={classes.time} dateTime={event.at} title={wholeLabel(event.at)}>
            {secondsLabel(event.at)}
          </time>
          <span className={classes.what}>
            {what}
            {text && <q className={classes.text}>{text.message}</q>}
          </span>
          <IconChevronRight size={16} aria-hidden className={classes.chevron} />
        </summary>
        <EventDetails event={event} />
      </details>
    </li>
  );
}

function EventDetails({ event }: { event: TimelineEvent }) {
  const facts = { event: event.type, seq: event.seq, at: event.at, ...event.data };
  return (
    <div className={classes.details}>
      <dl>
        {Object.entries(facts).map(([name, value]) => (
          <div key={name} className={classes.detail}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
      <CopyButton value={JSON.stringify(event, null, 2)} what="the event as JSON" />
    </div>
  );
}
