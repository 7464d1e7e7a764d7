import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ComponentProps, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type ItemProps, type ListProps, Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { Failure } from '../../app/failure';
import { useMinute } from '../../words/minute';
import type { ListFilters } from '../filters';
import classes from './conversation-list.module.css';
import { ConversationRow } from './conversation-row';
import { EmptyList } from './empty-list';
import type { Row } from './list-query';
import { useMarks } from './marks';
import { RowSkeletons } from './row-skeletons';

export interface ConversationListProps {
  filters: ListFilters;
  query: Pick<
    UseInfiniteQueryResult,
    'error' | 'isPending' | 'isPlaceholderData' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage' | 'refetch'
  >;
  rows: Row[];
  openId: string | null;
}

/** The conversations, as many as are scrolled to. */
export function ConversationList({ filters, query, rows, openId }: ConversationListProps) {
  const onMark = useMarks();
  const now = useMinute();
  const list = useRef<VirtuosoHandle>(null);
  const [shown, setShown] = useState({ startIndex: 0, endIndex: 0 });
  const openAt = rows.findIndex((row) => row.interactionId === openId);
  // When another one is opened it comes into sight; when the open one moves, as a text came, the reader is left in peace.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (openAt >= 0) list.current?.scrollIntoView({ index: openAt });
  }, [openId]);

  if (query.isPending) return <RowSkeletons />;
  // What is there stays; only where nothing is does the failure take the place.
  if (query.error && rows.length === 0) {
    return <Failure error={query.error} what="The conversations cannot be shown" onRetry={() => query.refetch()} />;
  }
  if (rows.length === 0) return <EmptyList filters={filters} />;
  const stop = openAt >= shown.startIndex && openAt <= shown.endIndex ? openAt : shown.startIndex;
  return (
    <Virtuoso<Row, ConversationListProps['query']>
      ref={list}
      className={classes.list}
      data-waiting={query.isPlaceholderData || undefined}
      tabIndex={-1}
      data={rows}
      computeItemKey={(_, row) => row.interactionId}
      context={query}
      components={{ List: Rows, Item: RowPlace, Footer: ListEnd }}
      rangeChanged={setShown}
      endReached={() => query.hasNextPage && !query.isFetchingNextPage && !query.error && query.fetchNextPage()}
      increaseViewportBy={400}
      initialTopMostItemIndex={Math.max(0, openAt)}
      onKeyDown={(event) => moveFocus(event, rows, list.current)}
      itemContent={(index, row) => (
        <ConversationRow
          row={row}
          now={now}
          isOpen={row.interactionId === openId}
          isStop={index === stop}
          onMark={onMark}
        />
      )}
    />
  );
}

type Context = { context: ConversationListProps['query'] };

function Rows({ context: _, ...rest }: ListProps<HTMLUListElement> & Context) {
  return <ul {...rest} className={classes.rows} aria-label="Conversations" />;
}

function RowPlace({ context: _, item: __, ...rest }: ItemProps<Row> & Context) {
  return <li {...(rest as ComponentProps<'li'>)} />;
}

function ListEnd({ context: { error, hasNextPage, fetchNextPage } }: Context) {
  if (error) return <Failure error={error} what="The rest cannot be shown" onRetry={() => fetchNextPage()} />;
  if (hasNextPage) return <RowSkeletons count={2} />;
  return <p className={classes.end}>End of the list</p>;
}

/** The arrow keys go from row to row; Tab leaves the list. */
function moveFocus(event: KeyboardEvent, rows: Row[], list: VirtuosoHandle | null): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const from = (event.target as HTMLElement).closest<HTMLElement>('[data-conversation]')?.dataset.conversation;
  if (step === undefined || from === undefined) return;
  const index = rows.findIndex((row) => row.interactionId === from) + step;
  const next = rows[index];
  if (next === undefined) return;
  event.preventDefault();
  list?.scrollIntoView({ index, done: () => linkOf(next.interactionId)?.focus() });
}

/** A conversation's link in the list, while it is in sight. */
export function linkOf(interactionId: string): HTMLElement | null {
  return document.querySelector(`[data-conversation="${CSS.escape(interactionId)}"]`);
}
