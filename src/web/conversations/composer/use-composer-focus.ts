import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useKeys } from '../keys';

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
  useEffect(() => {
    if (write) input.current?.focus();
  }, [write]);
  useKeys({ r: () => input.current?.focus() });
  return input;
}
