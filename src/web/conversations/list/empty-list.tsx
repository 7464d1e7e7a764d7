import { Button, Stack, Text } from '@mantine/core';
import { IconFilterOff, IconMessagePlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ListFilters } from '../filters';

/** What to do where there is nothing to show. */
export function EmptyList({ filters }: { filters: ListFilters }) {
  const isNarrowed = Object.keys(filters).length > 0;
  const Icon = isNarrowed ? IconFilterOff : IconMessagePlus;
  return (
    <Stack align="center" gap="sm" px="lg" py={64} ta="center">
      <Icon size={32} stroke={1.4} aria-hidden />
      {isNarrowed ? (
        <>
          <Text fw={600}>{filters.attention ? 'Nothing needs attention' : 'No conversation fits'}</Text>
          <Text size="sm" c="dimmed">
            {filters.attention ? 'Here come conversations that a person should look at.' : 'Look for less, or for all.'}
          </Text>
          <Button variant="default" size="xs" renderRoot={(props) => <Link to="." search={{}} {...props} />}>
            Show all conversations
          </Button>
        </>
      ) : (
        <>
          <Text fw={600}>No conversations yet</Text>
          <Text size="sm" c="dimmed">
            When a lead texts one of your numbers, the conversation appears here. Or write to a lead first.
          </Text>
          <Button size="xs" renderRoot={(props) => <Link to="." search={{ new: true }} {...props} />}>
            New conversation
          </Button>
        </>
      )}
    </Stack>
  );
}
