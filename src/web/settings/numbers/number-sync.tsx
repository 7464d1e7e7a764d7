import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiFailure, call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { type Provider, phoneLabel, providerLabel } from '../../words/labels';
import { Notice } from '../notice';
import { readAnew } from '../use-pages';
import { syncLines } from './sync-lines';

type Found = Answer<'POST /provider-accounts/{provider}/sync-numbers'>;

/** Looks for the numbers of a provider account, says what would be done, and does it when told to. */
export function SyncDialog({
  provider,
  opened,
  onClose,
}: {
  provider: Provider;
  opened: boolean;
  onClose: () => void;
}) {
  const sync = useMutation({
    mutationFn: (dryRun: boolean) =>
      call('POST /provider-accounts/{provider}/sync-numbers', { params: { provider }, body: { dryRun } }),
    onSuccess: ({ dryRun }) => {
      if (!dryRun) void readAnew();
    },
  });
  const { mutate, reset } = sync;
  useEffect(() => {
    if (opened) mutate(true);
    else reset();
  }, [opened, mutate, reset]);
  const found = sync.data;
  const todo = found?.dryRun === true && found.added.length + found.changed.length > 0;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Numbers at ${providerLabel(provider)}`}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div aria-live="polite">
        {sync.isPending && <Text size="sm">{sync.variables ? 'Looking…' : 'Adding…'}</Text>}
        {sync.error && <Notice tone="danger">{reasonOf(sync.error)}</Notice>}
        {found && !sync.isPending && <FoundNumbers found={found} />}
      </div>
      <Group mt="md" justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {todo ? 'Cancel' : 'Close'}
        </Button>
        {todo && (
          <Button loading={sync.isPending} onClick={() => sync.mutate(false)}>
            Take these over
          </Button>
        )}
      </Group>
    </Modal>
  );
}

/** The provider's own words say more than that it could not be asked. */
function reasonOf(error: Error): string {
  if (!(error instanceof ApiFailure)) return error.message;
  if (error.code === 'PROVIDER_NOT_CONFIGURED') {
    return 'There is no account at this provider yet. Give yours under Provider accounts.';
  }
  const { message } = (error.details ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : error.message;
}

function FoundNumbers({ found }: { found: Found }) {
  return (
    <Stack gap="xs">
      <Text size="sm">{found.account === 'tenant' ? 'In your own account:' : "In the installation's account:"}</Text>
      {syncLines(found).map(({ words, numbers }) => (
        <div key={words}>
          <Text size="sm" fw={600}>
            {words}
          </Text>
          <List size="sm">
            {numbers.map((number) => (
              <List.Item key={number}>{phoneLabel(number)}</List.Item>
            ))}
          </List>
        </div>
      ))}
      {!found.complete && <Text size="sm">The account has more numbers than are read. Add the others by hand.</Text>}
    </Stack>
  );
}
