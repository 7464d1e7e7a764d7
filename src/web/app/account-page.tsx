import { Alert, Button, Paper, PasswordInput, Stack, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { ApiFailure, call } from '../api/call';

const EMPTY = { currentPassword: '', newPassword: '', again: '' };

/** One's own password. */
export function AccountPage() {
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      currentPassword: (value) => (value === '' ? 'Write your password of now' : null),
      newPassword: (value) => (value === '' ? 'Write a new password' : null),
      again: (value, values) => (value === values.newPassword ? null : 'Is not the same as the new password'),
    },
  });
  const change = useMutation({
    mutationFn: ({ currentPassword, newPassword }: typeof EMPTY) =>
      call('PUT /session/password', { body: { currentPassword, newPassword } }),
    onSuccess: () => form.reset(),
    onError: (error) => {
      if (!(error instanceof ApiFailure)) return;
      for (const { field, message } of error.fields) form.setFieldError(field, message);
      if (error.code === 'WRONG_CREDENTIALS') form.setFieldError('currentPassword', 'This is not your password');
    },
  });
  return (
    <Paper p="xl" m="lg" maw={480} withBorder>
      <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
        <Stack>
          <Title order={1} size="h3">
            Change your password
          </Title>
          {change.isSuccess && (
            <Alert color="parley" role="status">
              The new password holds. Your other sessions have ended.
            </Alert>
          )}
          {change.error && Object.keys(form.errors).length === 0 && (
            <Alert color="red" role="alert">
              {change.error.message}
            </Alert>
          )}
          <PasswordInput
            label="Password of now"
            autoComplete="current-password"
            {...form.getInputProps('currentPassword')}
          />
          <PasswordInput label="New password" autoComplete="new-password" {...form.getInputProps('newPassword')} />
          <PasswordInput label="New password again" autoComplete="new-password" {...form.getInputProps('again')} />
          <Button type="submit" loading={change.isPending}>
            Change it
          </Button>
        </Stack>
      </form>
    </Paper>
  );
}
