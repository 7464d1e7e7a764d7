import { Button, Group, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconChevronRight, IconPlus, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { ItemOf, QueryOf } from '../api/operations';
import { Failure } from '../app/failure';
import classes from './resource-list.module.css';
import type { SectionId } from './sections';
import { useFilters } from './use-filters';
import { type PagedOperation, usePages } from './use-pages';

interface ListProps<O extends PagedOperation> {
  section: SectionId;
  title: string;
  /** What these things are for, in a sentence or two. */
  what: string;
  operation: O;
  query: QueryOf<O>;
  /** What the button to add one says; without it there is none. */
  add?: string;
  /** Further buttons beside it. */
  actions?: ReactNode;
  /** Where the API can search: what for. */
  searchFor?: string;
  filters?: ReactNode;
  /** Said when there is nothing at all: what to do. */
  empty: string;
  children: (item: ItemOf<O>) => ReactNode;
}

/** A list of settings: what it is for, search and filters, its rows page by page, and what to do when there are none. */
export function ResourceList<O extends PagedOperation>(props: ListProps<O>) {
  const { section, title, what, add, actions, searchFor, filters } = props;
  return (
    <div className={classes.list}>
      <Group justify="space-between" align="flex-start">
        <div className={classes.heading}>
          <Title order={2} size="h3">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {what}
          </Text>
        </div>
        <Group gap="xs">
          {actions}
          {add && <AddButton section={section} label={add} />}
        </Group>
      </Group>
      {(searchFor || filters) && (
        <Group gap="xs" align="flex-end" role="search" aria-label={`Search and filters: ${title}`}>
          {searchFor && <SearchBox label={searchFor} />}
          {filters}
        </Group>
      )}
      <Rows {...props} />
    </div>
  );
}

function AddButton({ section, label }: { section: SectionId; label: string }) {
  return (
    <Link to="/settings/$section/$id" params={{ section, id: 'new' }} search={true} className={classes.add}>
      <IconPlus size={16} aria-hidden />
      {label}
    </Link>
  );
}

const TYPING_MS = 250;

function SearchBox({ label }: { label: string }) {
  const [filters, change] = useFilters();
  const [words, setWords] = useState(filters.search ?? '');
  const search = useDebouncedCallback((value: string) => change({ search: value || undefined }), TYPING_MS);
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
    />
  );
}

function Rows<O extends PagedOperation>({ section, title, operation, query, empty, add, children }: ListProps<O>) {
  const pages = usePages(operation, query);
  if (pages.error && !pages.data) {
    return (
      <Failure error={pages.error} what={`${title}: the list did not load`} onRetry={() => void pages.refetch()} />
    );
  }
  if (!pages.data) return <LoadingRows />;
  const items = pages.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Nothing section={section} empty={empty} add={add} />;
  return (
    <Stack gap="sm">
      <ul className={classes.rows} aria-label={title}>
        {items.map(children)}
      </ul>
      {pages.error && <Failure error={pages.error} what="More of the list did not load" />}
      {pages.hasNextPage && (
        <Button
          variant="default"
          className={classes.more}
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          Load more
        </Button>
      )}
      <p className="only-heard" role="status">
        {items.length} shown{pages.hasNextPage ? ', there are more' : ''}
      </p>
    </Stack>
  );
}

function LoadingRows() {
  return (
    <div role="status" aria-label="Loading">
      {['a', 'b', 'c'].map((place) => (
        <Skeleton key={place} height={60} mb={8} />
      ))}
    </div>
  );
}

function Nothing({ section, empty, add }: { section: SectionId; empty: string; add?: string }) {
  const [{ search, status, campaignId, show }] = useFilters();
  const narrowed = [search, status, campaignId, show].some((value) => value !== undefined);
  return (
    <div className={classes.nothing} role="status">
      <Text>{narrowed ? 'Nothing fits what you look for.' : empty}</Text>
      {narrowed ? (
        <Link to="/settings/$section" params={{ section }} search={{}}>
          Show all
        </Link>
      ) : (
        add && <AddButton section={section} label={add} />
      )}
    </div>
  );
}

let lastOpened: string | null = null;

/** A row that leads to its thing. Coming back from there, the row has the focus again. */
export function ResourceRow(props: {
  section: SectionId;
  id: string;
  title: string;
  details?: ReactNode;
  badges?: ReactNode;
}) {
  const { section, id, title, details, badges } = props;
  const focusAgain = (link: HTMLAnchorElement | null) => {
    if (link === null || lastOpened !== `${section}/${id}`) return;
    lastOpened = null;
    link.focus();
  };
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <Link
          ref={focusAgain}
          to="/settings/$section/$id"
          params={{ section, id }}
          search={true}
          className={classes.link}
          onClick={() => {
            lastOpened = `${section}/${id}`;
          }}
        >
          {title}
        </Link>
        {details && <div className={classes.details}>{details}</div>}
      </div>
      {badges && <div className={classes.badges}>{badges}</div>}
      <IconChevronRight size={18} aria-hidden className={classes.chevron} />
    </li>
  );
}
