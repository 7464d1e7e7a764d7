import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type Ref, useEffect, useRef, useState } from 'react';
import classes from './list-panel.module.css';
import { SHORTEST_SEARCH } from './list-query';

/** Between two letters of somebody who writes quickly. */
const PAUSE_MS = 250;

export interface SearchFieldProps {
  ref: Ref<HTMLInputElement>;
  value: string;
  onSearch(search: string): void;
}

/** Looks for a name, a number or an id, once there is enough of it. */
export function SearchField({ ref, value, onSearch }: SearchFieldProps) {
  const [written, setWritten] = useState(value);
  const told = useRef(value);
  // The address changed by other means: back, or "show all".
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setWritten(value);
  }, [value]);
  const tell = (search: string) => {
    told.current = search;
    onSearch(search);
  };
  const tellSoon = useDebouncedCallback(tell, PAUSE_MS);
  const write = (next: string) => {
    setWritten(next);
    const search = next.trim();
    if (search === '' || search.length >= SHORTEST_SEARCH) tellSoon(search);
  };
  const clear = () => {
    setWritten('');
    tellSoon('');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Escape') return;
    event.preventDefault(); // a browser would empty it
    event.currentTarget.blur();
  };
  return (
    <TextInput
      ref={ref}
      type="search"
      aria-label="Search by name, number or id"
      aria-keyshortcuts="/"
      placeholder="Search"
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={written !== '' && <CloseButton size="sm" aria-label="Clear the search" onClick={clear} />}
      rightSectionPointerEvents="all"
      value={written}
      onChange={(event) => write(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      flex={1}
      autoComplete="off"
      classNames={{ input: classes.search }}
    />
  );
}
