import { useEffect, useState } from 'react';
import type { Head, MessagesData } from '../../live/cache-keys';
import { leadName } from '../../words/labels';

/**
 * The lead's newest text, for those who do not see it come: `heard` is what a screen reader says, `unseen` whether it lies
 * below what is in sight.
 */
export function useNewestText(head: Head, texts: Pick<MessagesData, 'pages'> | undefined, atBottom: boolean) {
  const newest = texts?.pages[0]?.messages.findLast(({ direction }) => direction === 'inbound');
  const seq = texts === undefined ? null : (newest?.seq ?? 0);
  // What was there when the thread opened is no news.
  const [openedAt, setOpenedAt] = useState<number | null>(null);
  const [seen, setSeen] = useState(0);
  if (openedAt === null && seq !== null) setOpenedAt(seq);
  useEffect(() => {
    if (atBottom && seq !== null) setSeen(seq);
  }, [atBottom, seq]);
  const isNew = newest !== undefined && openedAt !== null && newest.seq > openedAt;
  return {
    unseen: isNew && newest.seq > seen,
    heard: isNew ? `${leadName(head.lead, head.phone)}: ${newest.message}` : '',
  };
}
