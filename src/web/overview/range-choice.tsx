import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { FieldProblem } from '../api/call';
import { dayKey } from '../words/times';
import classes from './overview.module.css';
import { isDay, type OverviewRange, timesOf } from './range';

const CHOICES = [
  { value: 'today', label: 'Today' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: 'custom', label: 'Other' },
];

/** The time that is looked at; two days of one's own where none of the usual spans is meant. */
export function RangeChoice(props: {
  range: OverviewRange;
  /** What the API says is wrong with the days. */
  problems: FieldProblem[];
  onChoose: (range: OverviewRange) => void;
}) {
  const { range, onChoose } = props;
  const today = dayKey(new Date().toISOString());
  const choose = (days: string) => {
    if (days !== 'custom') return onChoose({ days: days as OverviewRange['days'] });
    // It begins with what is shown, so that nothing jumps.
    onChoose({ days: 'custom', from: dayKey(timesOf(range, new Date()).from), to: today });
  };
  return (
    <Group gap="sm" align="flex-end">
      <SegmentedControl data={CHOICES} value={range.days} onChange={choose} aria-label="Time" size="sm" />
      {range.days === 'custom' && <Days key={`${range.from} ${range.to}`} {...props} today={today} />}
    </Group>
  );
}

function Days(props: Parameters<typeof RangeChoice>[0] & { today: string }) {
  const day = (value: string) => (isDay(value) ? null : 'Choose a day');
  const form = useForm({
    initialValues: { from: props.range.from ?? props.today, to: props.range.to ?? props.today },
    validate: { from: day, to: day },
  });
  const inputProps = (name: 'from' | 'to') => {
    const given = form.getInputProps(name);
    return { ...given, error: given.error ?? props.problems.find(({ field }) => field === name)?.message };
  };
  return (
    <form onSubmit={form.onSubmit((values) => props.onChoose({ days: 'custom', ...values }))} noValidate>
      <Group gap="xs" align="flex-start">
        <TextInput type="date" label="From" size="xs" max={props.today} {...inputProps('from')} />
        <TextInput type="date" label="To" size="xs" max={props.today} {...inputProps('to')} />
        <Button type="submit" size="xs" variant="default" className={classes.show}>
          Show
        </Button>
      </Group>
    </form>
  );
}
