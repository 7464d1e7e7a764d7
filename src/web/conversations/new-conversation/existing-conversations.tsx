import { Alert, Anchor, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { phoneLabel } from '../../words/labels';
import { listQuery } from '../list/list-query';

/** Says that there is a conversation with the lead already, and leads to it. */
export function ExistingConversations({ leadId, onOpen }: { leadId: string; onOpen(interactionId: string): void }) {
  const { data } = useInfiniteQuery(listQuery({ search: leadId }));
  const rows = data?.pages[0]?.items.filter((row) => row.leadId === leadId) ?? [];
  if (rows.length === 0) return null;
  return (
    <Alert color="parley" py="xs" role="status">
      <Stack gap={4} align="flex-start">
        {rows.map(({ interactionId, telephony }) => (
          <Anchor key={interactionId} component="button" type="button" size="sm" onClick={() => onOpen(interactionId)}>
            Open the conversation through {phoneLabel(telephony.phoneNumber)}
          </Anchor>
        ))}
      </Stack>
    </Alert>
  );
}
