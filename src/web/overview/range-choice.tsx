import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { dayKey } from '../words/times';
import { isDay, type OverviewRange, timesOf } from './range';

const CHOICES = [
  { value: 'today', label: 'Today' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: 'custom', label: 'Other' },
];

/** The time that is looked at; two days of one's own where none of the usual spans is meant. */
export function RangeChoice({ range, onChoose }: { range: OverviewRange; onChoose: (range: OverviewRange) => void }) {
  const today = dayKey(new Date().toISOString());
  const choose = (days: string) => {
    if (days !== 'custom') return onChoose({ days: days as OverviewRange['days'] });
    // It begins with what is shown, so that nothing jumps.
    onChoose({ days: 'custom', from: dayKey(timesOf(range, new Date()).from), to: today });
  };
  return (
    <Group gap="sm" align="flex-end">
      <SegmentedControl data={CHOICES} value={range.days} onChange={choose} aria-label="Time" size="sm" />
      {range.days === 'custom' && (
        <Days key={`${range.from} ${range.to}`} range={range} today={today} onChoose={onChoose} />
      )}
    </Group>
  );
}

function Days(props: { range: OverviewRange; today: string; onChoose: (range: OverviewRange) => void }) {
  const day = (value: string) => (isDay(value) ? null : 'Choose a day');
  const form = useForm({
    initialValues: { from: props.range.from ?? props.today, to: props.range.to ?? props.today },
    validate: { from: day, to: day },
  });
  return (
    <form onSubmit={form.onSubmit((values) => props.onChoose({ days: 'custom', ...values }))} noValidate>
      <Group gap="xs" align="flex-end">
        <TextInput type="date" label="From" size="xs" max={props.today} {...form.getInputProps('from')} />
        <TextInput type="date" label="To" size="xs" max={props.today} {...form.getInputProps('to')} />
        <Button type="submit" size="xs" variant="default">
          Show
        </Button>
      </Group>
    </form>
  );
}
