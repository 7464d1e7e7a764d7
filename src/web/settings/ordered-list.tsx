import { ActionIcon, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { moved } from './moved';
import classes from './ordered-list.module.css';

/** A list whose order counts: items are moved and removed by buttons, and the focus goes with what is moved. */
export function OrderedList<Item>(props: {
  label: string;
  items: Item[];
  onChange: (items: Item[]) => void;
  /** What an item is called, for those who hear the buttons. */
  nameOf: (item: Item, place: number) => string;
  error?: ReactNode;
  /** The field's path in the form. */
  path: string;
  children: (item: Item, place: number) => ReactNode;
}) {
  const { label, items, onChange, nameOf, error, path, children } = props;
  const list = useRef<HTMLOListElement>(null);
  const [focus, setFocus] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (focus === null) return;
    const button = list.current?.querySelector<HTMLButtonElement>(`[data-button="${focus}"]:not(:disabled)`);
    // At an end the button of this direction is off: the other one is beside it.
    const beside = list.current?.querySelector<HTMLButtonElement>(
      `[data-place="${focus.split('/')[0]}"]:not(:disabled)`,
    );
    (button ?? beside)?.focus();
    setFocus(null);
  }, [focus]);
  const move = (from: number, to: number, direction: string) => {
    onChange(moved(items, from, to));
    setFocus(`${to}/${direction}`);
    setSaid(`${nameOf(items[from] as Item, from)}: now ${to + 1} of ${items.length}`);
  };
  return (
    <div data-path={path} data-problem={error ? true : undefined} tabIndex={error ? -1 : undefined}>
      <ol ref={list} className={classes.items} aria-label={label}>
        {items.map((item, place) => {
          const name = nameOf(item, place);
          const button = (direction: string) => ({ 'data-place': place, 'data-button': `${place}/${direction}` });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place; everything in it is controlled
            <li key={place} className={classes.item}>
              <div className={classes.content}>{children(item, place)}</div>
              <div className={classes.buttons}>
                <ActionIcon
                  {...button('up')}
                  variant="subtle"
                  aria-label={`Move up: ${name}`}
                  disabled={place === 0}
                  onClick={() => move(place, place - 1, 'up')}
                >
                  <IconArrowUp size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  {...button('down')}
                  variant="subtle"
                  aria-label={`Move down: ${name}`}
                  disabled={place === items.length - 1}
                  onClick={() => move(place, place + 1, 'down')}
                >
                  <IconArrowDown size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="red"
                  aria-label={`Remove: ${name}`}
                  onClick={() => {
                    onChange(items.filter((_, other) => other !== place));
                    setSaid(`${name}: removed`);
                  }}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </div>
            </li>
          );
        })}
      </ol>
      {error && (
        <Text size="sm" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
      <span className="only-heard" role="status">
        {said}
      </span>
    </div>
  );
}
