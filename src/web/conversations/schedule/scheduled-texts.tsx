import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { Head } from '../../live/cache-keys';
import { clockQuery, scheduledTextsQuery } from './queries';
import classes from './schedule.module.css';
import { ScheduledTextRow } from './scheduled-text-row';

/** What is to leave later in this conversation, between its texts and where one writes. */
export function ScheduledTexts({ head }: { head: Head }) {
  const { interactionId } = head;
  const { data } = useQuery(scheduledTextsQuery(interactionId));
  const { data: clock } = useQuery(clockQuery(interactionId));
  const title = useId();
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section className={classes.texts} aria-labelledby={title}>
      <h2 id={title} className={classes.title}>
        Scheduled
        {data.items.length > 1 && ` (${data.items.length})`}
      </h2>
      <ol className={classes.list}>
        {data.items.map((text) => (
          <ScheduledTextRow key={text.messageId} text={text} clock={clock} />
        ))}
      </ol>
    </section>
  );
}
