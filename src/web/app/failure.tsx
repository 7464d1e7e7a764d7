import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiFailure } from '../api/call';

/** What went wrong, in words for a person, and what to do: try again, where that may help. */
export function Failure({ error, what, onRetry }: { error: unknown; what: string; onRetry?: () => void }) {
  const reason = error instanceof ApiFailure ? error.message : 'Something in this page went wrong.';
  const requestId = error instanceof ApiFailure ? error.requestId : null;
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={what} role="alert" m="md">
      <Text size="sm">{reason}</Text>
      {requestId && (
        <Text size="sm" mt={4}>
          Ask your administrator, with this id: <code>{requestId}</code>
        </Text>
      )}
      {onRetry && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        </Group>
      )}
    </Alert>
  );
}

/** A part of the page that broke: the rest of it goes on. */
export function BrokenPart({ error, reset }: { error: unknown; reset?: () => void }) {
  return <Failure error={error} what="This part of the page broke" onRetry={reset ?? (() => location.reload())} />;
}

/** Loading, for those who see it and those who hear it. */
export function Waiting({ what }: { what: string }) {
  return (
    <Text role="status" c="dimmed" size="sm" p="md">
      {what}…
    </Text>
  );
}
