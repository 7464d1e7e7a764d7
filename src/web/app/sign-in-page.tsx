import { Alert, Button, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { ApiFailure, call } from '../api/call';
import { queryClient, type SignedIn, sessionQuery } from './queries';
import classes from './sign-in-page.module.css';

/** Signing in. The address stays where it was: whoever followed a link comes to what it names. */
export function SignInPage() {
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? 'Write your email address' : null),
      password: (value) => (value === '' ? 'Write your password' : null),
    },
  });
  const signIn = useMutation({
    mutationFn: (values: { email: string; password: string }) =>
      call('POST /session', { body: { email: values.email.trim(), password: values.password } }),
    onSuccess: (session: SignedIn) => queryClient.setQueryData(sessionQuery.queryKey, session),
    onError: (error) => {
      if (error instanceof ApiFailure)
        for (const { field, message } of error.fields) form.setFieldError(field, message);
    },
  });
  return (
    <main className={classes.page}>
      <Paper className={classes.card} withBorder p="xl">
        <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
          <Stack>
            <Title order={1} size="h2">
              Sign in to Parley
            </Title>
            {signIn.error && (
              <Alert color="red" role="alert">
                {signIn.error.message}
              </Alert>
            )}
            <TextInput
              label="Email"
              type="email"
              autoComplete="username"
              {...form.getInputProps('email')}
              data-autofocus
            />
            <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
            <Button type="submit" loading={signIn.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </main>
  );
}
