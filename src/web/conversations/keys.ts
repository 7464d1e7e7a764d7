import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

/** What single keys do, in the order in which the page explains them. */
export const KEYS = [
  { key: 'j', does: 'Next conversation' },
  { key: 'k', does: 'Previous conversation' },
  { key: '/', does: 'Search' },
  { key: 'r', does: 'Write in the open conversation' },
  { key: 'n', does: 'New conversation' },
  { key: 'u', does: 'Mark as unread' },
  { key: '?', does: 'Show these keys' },
] as const;

type Key = (typeof KEYS)[number]['key'];

/** Who speaks to their computer, or hits keys by accident, can do without single keys (WCAG 2.1.4). */
export function useKeysSetting() {
  return useLocalStorage({ key: 'parley-single-keys', defaultValue: true, getInitialValueInEffect: false });
}

/** Listens for single keys anywhere on the page, but not while somebody writes or a dialog asks something. */
export function useKeys(handlers: Partial<Record<Key, () => void>>): void {
  const [isOn] = useKeysSetting();
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const act = Object.hasOwn(latest.current, event.key) ? latest.current[event.key as Key] : undefined;
      if (act === undefined || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      // The help is how they are switched on again.
      if ((!isOn && event.key !== '?') || isElsewhere(event.target as Element)) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isOn]);
}

function isElsewhere(target: Element): boolean {
  return (
    target.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]') !== null ||
    document.querySelector('[role="dialog"][aria-modal="true"]') !== null
  );
}
