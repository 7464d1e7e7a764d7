import { type RefObject, useCallback, useEffect, useState } from 'react';
import type { VirtuosoHandle } from 'react-virtuoso';
import type { ThreadItem } from './thread-items';

interface Older {
  load: () => void;
  loading: boolean;
  failed: boolean;
  all: boolean;
}

/** Tries until a line that is scrolled to has been drawn, for as long as that takes at most. */
const DRAWN_WITHIN_FRAMES = 60;

/**
 * Goes to the newest unconfirmed text of a thread and puts the focus on its choice; where it is further back than what is
 * loaded, older texts are asked for until it comes, or the conversation's beginning.
 */
export function useGoToUnconfirmed(
  items: readonly ThreadItem[],
  older: Older,
  list: RefObject<VirtuosoHandle | null>,
): () => void {
  const [isWanted, setWanted] = useState(false);
  useEffect(() => {
    if (!isWanted) return;
    const index = items.findLastIndex((item) => item.kind === 'text' && item.message.state === 'unconfirmed');
    const item = items[index];
    if (item?.kind === 'text') {
      setWanted(false);
      list.current?.scrollToIndex({ index, align: 'center' });
      focusChoice(item.message.messageId, DRAWN_WITHIN_FRAMES);
    } else if (older.all || older.failed) setWanted(false);
    else if (!older.loading) older.load();
  }, [isWanted, items, older, list]);
  return useCallback(() => setWanted(true), []);
}

function focusChoice(messageId: string, frames: number): void {
  const button = document.querySelector<HTMLElement>(`[data-message="${messageId}"] [role="group"] button`);
  if (button) button.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focusChoice(messageId, frames - 1));
}
