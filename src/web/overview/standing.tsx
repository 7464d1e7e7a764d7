import { Paper, Text, Title } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type InteractionStatus, STATUS_LABELS } from '../words/labels';
import { attentionFinding, counted, numberLabel, type Overview } from './findings';
import classes from './overview.module.css';

/** How things stand at this moment, each with the way to the conversations that are meant. */
export function Standing({ now }: { now: Overview['now'] }) {
  const statuses = Object.entries(now.byStatus) as [InteractionStatus, number][];
  const all = statuses.reduce((sum, [, count]) => sum + count, 0);
  const most = Math.max(1, ...statuses.map(([, count]) => count));
  const waits = now.attention.count > 0;
  return (
    <>
      <Link
        to="/conversations"
        search={waits ? { attention: true } : {}}
        className={classes.attention}
        data-waits={waits || undefined}
      >
        {waits ? <IconAlertCircle size={22} aria-hidden /> : <IconCircleCheck size={22} aria-hidden />}
        <span>{attentionFinding(now.attention)}</span>
      </Link>
      <Paper withBorder p="md" component="section" aria-label="Conversations now" className={classes.plot}>
        <Text size="xs" c="dimmed" fw={600}>
          Conversations now
        </Text>
        <Title order={2} size="h4">
          {all === 0 ? 'No conversation yet' : counted(all, 'conversation')}
        </Title>
        <ul className={classes.statuses}>
          {statuses.map(([status, count]) => (
            <li key={status}>
              <Link to="/conversations" search={{ status }} className={classes.statusLink}>
                <span>{STATUS_LABELS[status]}</span>
                <span className={classes.count}>{numberLabel(count)}</span>
                <span className={classes.track} aria-hidden>
                  <span className={classes.bar} style={{ width: `${(100 * count) / most}%` }} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </Paper>
    </>
  );
}
