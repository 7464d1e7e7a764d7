import { Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Failure, Waiting } from '../../app/failure';
import { phoneLabel, STATUS_LABELS } from '../../words/labels';
import { useMinute } from '../../words/minute';
import { agoLabel } from '../../words/times';
import classes from './lead-panel.module.css';
import { conversationsOfLeadQuery } from './queries';

/** The lead's conversations with other numbers of ours. */
export function OtherConversations({ leadId, interactionId }: { leadId: string; interactionId: string }) {
  const now = useMinute();
  const list = useInfiniteQuery(conversationsOfLeadQuery(leadId));
  if (list.isPending) return <Waiting what="Loading" />;
  if (list.isError) return <Failure error={list.error} what="Could not be loaded" onRetry={() => list.refetch()} />;
  // A search also finds ids that hold this one; the lead's own are meant.
  const others = list.data.pages
    .flatMap(({ items }) => items)
    .filter((row) => row.leadId === leadId && row.interactionId !== interactionId);
  if (others.length === 0 && !list.hasNextPage) {
    return (
      <Text size="sm" c="dimmed">
        This is the only one.
      </Text>
    );
  }
  return (
    <>
      <ul className={classes.conversations}>
        {others.map((row) => (
          <li key={row.interactionId}>
            <Link
              to="/conversations/$interactionId"
              params={{ interactionId: row.interactionId }}
              search={({ why: _, ...filters }) => filters}
              className={classes.conversation}
            >
              <Text span size="sm" fw={500}>
                {phoneLabel(row.telephony.phoneNumber)}
              </Text>
              <Text span size="xs" c="dimmed">
                {agoLabel(row.lastActivityAt, now)}
              </Text>
              <Text span size="xs" c="dimmed" truncate>
                {row.lastMessage?.message ?? 'No text yet'}
              </Text>
              <Text span size="xs" c="dimmed">
                {STATUS_LABELS[row.status]}
              </Text>
            </Link>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button size="xs" variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}
