import { Alert, Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { ApiFailure, call } from '../../api/call';
import { serverNow } from '../../api/server-clock';
import { queryClient } from '../../app/queries';
import { SCHEDULED } from '../../live/cache-keys';
import { LONGEST_TEXT, TextCount } from '../composer/text-count';
import type { LeadClock, ScheduledText } from './queries';
import { fromField, timeProblem, toField } from './send-times';
import { TimeField } from './time-field';

interface ChangeScheduledProps {
  text: ScheduledText;
  clock: LeadClock | undefined;
  onClose: () => void;
}

/** The words of a scheduled text, and when it leaves. Only what was changed is sent, so that the other stays as it is by now. */
export function ChangeScheduled({ text, clock, onClose }: ChangeScheduledProps) {
  const { messageId, interactionId, message } = text;
  const before = toField(Date.parse(text.sendAt));
  const form = useForm({
    initialValues: { message, sendAt: before },
    validate: {
      message: (value) => wordsProblem(value),
      sendAt: (value) => (value === before ? null : timeProblem(fromField(value), serverNow())),
    },
  });
  const change = useMutation({
    mutationFn: (values: typeof form.values) => {
      const body = {
        ...(values.message !== message && { message: values.message }),
        ...(values.sendAt !== before && { sendAt: new Date(fromField(values.sendAt)!).toISOString() }),
      };
      return Object.keys(body).length === 0
        ? Promise.resolve(text)
        : call('PATCH /scheduled-texts/{messageId}', { params: { messageId }, body });
    },
    onSuccess: onClose,
    onError: (error) => {
      if (!(error instanceof ApiFailure)) return;
      for (const { field, message: problem } of error.fields) form.setFieldError(field, problem);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: [SCHEDULED, interactionId] }),
  });
  const isElsewhere = change.error !== null && Object.keys(form.errors).length === 0;
  return (
    <Modal
      opened
      onClose={onClose}
      title="Change the scheduled text"
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
        <Stack gap="sm">
          <Textarea
            label="Text"
            autosize
            minRows={2}
            maxRows={8}
            dir="auto"
            data-autofocus
            {...form.getInputProps('message')}
          />
          <TextCount text={form.values.message} onReplace={(words) => form.setFieldValue('message', words)} />
          <TimeField
            value={form.values.sendAt}
            error={(form.errors.sendAt as string | undefined) ?? null}
            clock={clock}
            onChange={(value) => form.setFieldValue('sendAt', value)}
          />
          {isElsewhere && (
            <Alert color="red" role="alert" title="The text was not changed">
              {change.error?.message}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={change.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function wordsProblem(words: string): string | null {
  if (words.trim() === '') return 'Write a text';
  return words.length > LONGEST_TEXT ? `At most ${LONGEST_TEXT.toLocaleString()} characters` : null;
}
