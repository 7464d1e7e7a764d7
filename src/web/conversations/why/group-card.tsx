import { Badge } from '@mantine/core';
import type { EventContext } from '../../words/events';
import { type Message, STATE_LABELS } from '../../words/labels';
import { EventRow } from './event-row';
import { type EventGroup, turnNumber } from './group-events';
import classes from './why.module.css';
import type { WhyAbout } from './why-about';

/** A turn, or a text, with its events; an event that stands by itself has no card around it. */
export function GroupCard({ group, context, about }: { group: EventGroup; context: EventContext; about: WhyAbout }) {
  const rows = group.events.map((event) => <EventRow key={event.seq} event={event} context={context} about={about} />);
  if (group.kind === 'other') return <ol className={classes.alone}>{rows}</ol>;
  const outcome = outcomeOf(group, context);
  const number = group.kind === 'turn' ? turnNumber(group.key) : null;
  return (
    <section className={classes.group}>
      <header className={classes.groupHead}>
        <h4 className={classes.groupTitle}>{titleOf(group, context)}</h4>
        {number !== null && <span className={classes.turn}>turn {number}</span>}
        {outcome && (
          <Badge variant="outline" color="gray" tt="none" className={classes.outcome} data-tone={outcome.tone}>
            {outcome.label}
          </Badge>
        )}
      </header>
      <ol className={classes.events}>{rows}</ol>
    </section>
  );
}

function titleOf(group: EventGroup, context: EventContext): string {
  const inbound = group.events.filter(({ type }) => type === 'inbound-message').length;
  if (group.kind === 'turn') {
    if (inbound === 0) return 'For the agent';
    return inbound === 1 ? 'A text for the agent' : `${inbound} texts for the agent`;
  }
  const message = context.message?.(group.key);
  if (inbound > 0 || message?.direction === 'inbound') return 'A text of the lead';
  if (message?.source === 'sms_agent') return 'A reply of the agent';
  if (message?.source === 'system') return 'A text by Parley';
  const sender = message?.sentBy ? context.caller?.(message.sentBy) : undefined;
  return sender ? `A text by ${sender === 'You' ? 'you' : sender}` : 'A text of ours';
}

const BAD: readonly Message['state'][] = ['failed', 'undelivered', 'unconfirmed', 'withheld'];

/** How it ended, as far as it has. */
function outcomeOf(group: EventGroup, context: EventContext): { label: string; tone: 'bad' | 'plain' } | null {
  const ours = group.events
    .map(({ data }) => (typeof data.messageId === 'string' ? context.message?.(data.messageId) : undefined))
    .findLast((message) => message?.direction === 'outbound');
  if (ours) return { label: STATE_LABELS[ours.state], tone: BAD.includes(ours.state) ? 'bad' : 'plain' };
  if (group.events.some(({ type }) => type === 'turn-failed')) return { label: 'No answer', tone: 'bad' };
  return null;
}
