import { Group, Input, NumberInput, Slider } from '@mantine/core';
import classes from './agents.module.css';

const MARKS = [1, 15, 30, 45, 60].map((value) => ({ value, label: `${value} s` }));

/** The batch window in seconds, by slider or by number. */
export function BatchWindowField(props: {
  value: number | string;
  onChange: (seconds: number | string) => void;
  error?: React.ReactNode;
  'data-path'?: string;
}) {
  const { value, onChange, error, 'data-path': path } = props;
  return (
    <Input.Wrapper
      label="Batch window"
      labelElement="div"
      description="The quiet time after a lead's text before the agent is asked, so that a question written in three texts is one. 7 seconds suits most."
      error={error}
    >
      <Group align="flex-start" gap="lg" mt="xs">
        <Slider
          className={classes.slider}
          min={1}
          max={60}
          step={1}
          marks={MARKS}
          label={(seconds) => `${seconds} s`}
          thumbLabel="Batch window in seconds, as a slider"
          value={typeof value === 'number' ? value : 7}
          onChange={onChange}
        />
        <NumberInput
          w={96}
          aria-label="Batch window in seconds"
          data-path={path}
          min={1}
          max={60}
          step={1}
          decimalScale={3}
          clampBehavior="none"
          suffix=" s"
          value={value}
          onChange={onChange}
          error={Boolean(error)}
        />
      </Group>
    </Input.Wrapper>
  );
}
