import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { serverNow } from '../../api/server-clock';
import { dayTimeLabel } from '../../words/times';
import { isQuietThere, leadTimeLabel } from './lead-time';
import type { LeadClock } from './queries';
import classes from './schedule.module.css';
import { fromField, offeredTimes, toField } from './send-times';

interface TimeFieldProps {
  /** As a field of type `datetime-local` has it, in the person's own zone. */
  value: string;
  error: string | null;
  clock: LeadClock | undefined;
  onChange: (value: string) => void;
}

/** When a text is to leave: some usual times, any other, and what time that is where the lead is. */
export function TimeField({ value, error, clock, onChange }: TimeFieldProps) {
  const now = serverNow();
  const at = fromField(value);
  const theirs = at === null || clock === undefined ? null : leadTimeLabel(clock, at);
  return (
    <Stack gap="xs">
      <Group gap="xs" role="group" aria-label="Usual times">
        {offeredTimes(now, clock).map(({ label, at: time }) => (
          <Button
            key={label}
            size="compact-sm"
            variant="default"
            fw={500}
            aria-pressed={value === toField(time)}
            onClick={() => onChange(toField(time))}
          >
            {label}, {dayTimeLabel(new Date(time).toISOString(), now)}
          </Button>
        ))}
      </Group>
      <TextInput
        type="datetime-local"
        label="Day and time, by your clock"
        required
        withAsterisk={false}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Text size="xs" c="dimmed" role="status">
        {theirs !== null && `${theirs} where the lead is. `}
        {theirs === null && clock !== undefined && 'The lead’s time zone is not known. '}
        {at !== null && clock !== undefined && isQuietThere(clock, at) && (
          <span className={classes.quietThen}>It may be quiet there then: the text waits until that ends.</span>
        )}
      </Text>
    </Stack>
  );
}
