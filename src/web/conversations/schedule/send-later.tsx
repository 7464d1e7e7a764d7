import { ActionIcon, Button, Group, Popover, Stack } from '@mantine/core';
import { IconCalendarTime } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { serverNow } from '../../api/server-clock';
import type { LeadClock } from './queries';
import classes from './schedule.module.css';
import { fromField, offeredTimes, timeProblem, toField } from './send-times';
import { TimeField } from './time-field';

interface SendLaterProps {
  clock: LeadClock | undefined;
  disabled: boolean;
  /** @param sendAt ISO 8601 */
  onChoose: (sendAt: string) => void;
}

/** Beside Send: when the text is to leave instead of now. */
export function SendLater({ clock, disabled, onChoose }: SendLaterProps) {
  const [opened, setOpened] = useState(false);
  const [value, setValue] = useState('');
  const [error, setError] = useState<string | null>(null);
  const open = () => {
    setValue(toField(offeredTimes(serverNow(), clock)[0]!.at));
    setError(null);
    setOpened(true);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation(); // it may stand in a form that sends at once
    const at = fromField(value);
    const problem = timeProblem(at, serverNow());
    setError(problem);
    if (problem !== null || at === null) return;
    setOpened(false);
    onChoose(new Date(at).toISOString());
  };
  return (
    <Popover
      opened={opened && !disabled}
      onChange={setOpened}
      position="top-end"
      width={340}
      trapFocus
      returnFocus
      shadow="md"
      withinPortal
    >
      <Popover.Target>
        <ActionIcon
          size="lg"
          variant="default"
          aria-label="Send later"
          title="Send later"
          aria-haspopup="dialog"
          disabled={disabled}
          onClick={() => (opened ? setOpened(false) : open())}
        >
          <IconCalendarTime size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="Send later" className={classes.dropdown}>
        <form onSubmit={submit} noValidate>
          <Stack gap="sm">
            <TimeField {...{ value, error, clock }} onChange={setValue} />
            <Group justify="flex-end" gap="xs">
              <Button size="sm" variant="default" onClick={() => setOpened(false)}>
                Not now
              </Button>
              <Button size="sm" type="submit">
                Schedule
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
