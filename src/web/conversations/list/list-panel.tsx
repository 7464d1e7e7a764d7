import { ActionIcon, Button, Title, Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconKeyboard, IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ListFilters } from '../filters';
import { useKeys } from '../keys';
import { ActiveFilters } from './active-filters';
import { ConversationList, linkOf } from './conversation-list';
import { FilterMenu } from './filter-menu';
import { KeysHelp } from './keys-help';
import classes from './list-panel.module.css';
import { listQuery } from './list-query';
import { useMarks } from './marks';
import { SearchField } from './search-field';

export interface ListPanelProps {
  filters: ListFilters;
  /** The open conversation; null: none is. */
  openId: string | null;
}

/** The list of conversations, what it is narrowed to, and the keys that go through it. */
export function ListPanel({ filters, openId }: ListPanelProps) {
  const navigate = useNavigate();
  const { history } = useRouter();
  const query = useInfiniteQuery({ ...listQuery(filters), placeholderData: keepPreviousData });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const onMark = useMarks();
  useUnreadTitle(rows.filter((row) => row.unread > 0).length);

  const narrow = (change: ListFilters, replace = false) =>
    void navigate({ to: '.', search: (before) => without({ ...before, ...change }), replace });
  // Back leads to before the search, not through its letters.
  const lookFor = (words: string) => narrow({ search: words }, filters.search !== undefined);
  const write = () => void navigate({ to: '.', search: (before) => ({ ...before, new: true as const }) });
  const step = (by: 1 | -1) => {
    // By the address, which is ahead of what is shown while somebody goes through quickly.
    const at = rows.findIndex((row) => history.location.pathname === `/conversations/${row.interactionId}`);
    const next = rows[at === -1 ? 0 : at + by];
    if (next === undefined) return;
    const hadFocus = openId !== null && document.activeElement === linkOf(openId);
    void navigate({
      to: '/conversations/$interactionId',
      params: { interactionId: next.interactionId },
      search: (before) => before,
    });
    if (hadFocus) requestAnimationFrame(() => linkOf(next.interactionId)?.focus());
    // The next page is there before somebody comes to its first conversation.
    if (at + by * 5 >= rows.length && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    '/': () => search.current?.focus(),
    n: write,
    u: () => openId !== null && onMark({ interactionId: openId }, 'unread'),
    '?': () => setHelpOpen(true),
  });

  return (
    <section className={classes.panel} aria-label="List of conversations">
      <header className={classes.head}>
        <div className={classes.line}>
          <Title order={1} size="h4">
            Conversations
          </Title>
          <Tooltip label="Keys">
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label="Keys"
              className={classes.keys}
              onClick={() => setHelpOpen(true)}
            >
              <IconKeyboard size={18} stroke={1.6} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Button size="xs" leftSection={<IconPlus size={16} aria-hidden />} aria-keyshortcuts="n" onClick={write}>
            New
          </Button>
        </div>
        <div className={classes.line}>
          <SearchField ref={search} value={filters.search ?? ''} onSearch={lookFor} />
          <FilterMenu filters={filters} onChange={narrow} />
        </div>
        <AttentionToggle filters={filters} onChange={narrow} />
        <ActiveFilters filters={filters} onChange={narrow} />
      </header>
      <ConversationList filters={filters} query={query} rows={rows} openId={openId} />
      <KeysHelp isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </section>
  );
}

/** How many of these conversations a person should look at, and the way to them alone. */
function AttentionToggle({ filters, onChange }: { filters: ListFilters; onChange(change: ListFilters): void }) {
  const { data } = useInfiniteQuery(listQuery({ ...filters, attention: true }));
  const [first] = data?.pages ?? [];
  const count = data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0;
  if (count === 0 && !filters.attention) return null;
  const words = `${count}${first?.next ? '+' : ''} need${count === 1 ? 's' : ''} attention`;
  return (
    <UnstyledButton
      className={classes.attention}
      aria-pressed={filters.attention === true}
      onClick={() => onChange({ attention: filters.attention ? undefined : true })}
    >
      <IconAlertTriangle size={15} aria-hidden />
      {words}
    </UnstyledButton>
  );
}

/** Filters without those that do not hold, as the address has them. */
function without<Search extends object>(search: Search): Search {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ''),
  ) as Search;
}

/** Says in the tab's title how many conversations hold something unread. */
function useUnreadTitle(unread: number): void {
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Conversations · Parley` : 'Conversations · Parley';
    return () => {
      document.title = 'Parley';
    };
  }, [unread]);
}
