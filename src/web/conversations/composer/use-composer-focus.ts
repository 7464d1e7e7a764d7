import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useKeysSetting } from '../list/keys';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Whoever comes here wants to write: the composer gets the focus. */
    write?: boolean;
  }
}

/** The composer is reached with `r`, where single keys are on, and at once by whoever came to write. */
export function useComposerFocus() {
  const input = useRef<HTMLTextAreaElement>(null);
  const write = useLocation({ select: ({ state }) => state.write === true });
  const [isOn] = useKeysSetting();
  useEffect(() => {
    if (write) input.current?.focus();
  }, [write]);
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'r' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isElsewhere(event.target as Element)) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [isOn]);
  return input;
}

/** Somebody writes already, or the thread is behind a dialog. */
function isElsewhere(target: Element): boolean {
  return (
    target.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]') !== null ||
    document.querySelector('[role="dialog"][aria-modal="true"]') !== null
  );
}
