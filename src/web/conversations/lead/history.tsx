import { Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { dayTimeLabel, wholeLabel } from '../../words/times';
import type { HistoryEntry } from './consent-history';
import classes from './lead-panel.module.css';

/** What was decided before, folded away until somebody asks. */
export function History({ entries }: { entries: HistoryEntry[] }) {
  const [isOpen, setOpen] = useState(false);
  if (entries.length === 0) return null;
  const now = Date.now();
  return (
    <div>
      <UnstyledButton className={classes.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <IconChevronRight size={14} aria-hidden />
        History ({entries.length})
      </UnstyledButton>
      {isOpen && (
        <ol className={classes.history}>
          {entries.map(({ key, at, what, reason }) => (
            <li key={key}>
              <Text size="sm">{what}</Text>
              {reason !== '' && (
                <Text size="sm" c="dimmed" className={classes.long}>
                  {reason}
                </Text>
              )}
              <Text size="xs" c="dimmed" component="time" dateTime={at} title={wholeLabel(at)}>
                {dayTimeLabel(at, now)}
              </Text>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
