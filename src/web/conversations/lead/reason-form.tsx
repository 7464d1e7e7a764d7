import { Alert, Button, Group, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { ApiFailure } from '../../api/call';

/**
 * A decision about a lead, with the reason that it needs. It stays open, with what was written, until the API has taken it.
 * @param effect what the decision does, said before it is taken
 */
export function ReasonForm(props: {
  effect: string;
  example: string;
  action: string;
  isGrave?: boolean;
  /** In characters. */
  longest: number;
  onDecide: (reason: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (value) => (value.trim() === '' ? 'Write the reason, for who reads this later' : null) },
  });
  const decide = useMutation({
    mutationFn: (reason: string) => props.onDecide(reason),
    onSuccess: props.onClose,
    onError: (error) => {
      if (!(error instanceof ApiFailure)) return;
      for (const { field, message } of error.fields) form.setFieldError(field, message);
    },
  });
  return (
    <form onSubmit={form.onSubmit(({ reason }) => decide.mutate(reason.trim()))} noValidate>
      <Stack gap="xs">
        <Textarea
          label="Reason"
          description={props.effect}
          placeholder={props.example}
          withAsterisk
          autosize
          minRows={2}
          maxLength={props.longest}
          data-autofocus
          autoFocus
          {...form.getInputProps('reason')}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation(); // a drawer around it stays open
            props.onClose();
          }}
        />
        {decide.error && Object.keys(form.errors).length === 0 && (
          <Alert color="red" role="alert" p="xs">
            {decide.error.message}
          </Alert>
        )}
        <Group gap="xs">
          <Button type="submit" size="xs" color={props.isGrave ? 'red.9' : undefined} loading={decide.isPending}>
            {props.action}
          </Button>
          <Button size="xs" variant="default" onClick={props.onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
