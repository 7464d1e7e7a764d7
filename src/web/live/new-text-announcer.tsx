import { useEffect, useRef, useState } from 'react';
import type { ChangesData } from '../../api/contract/events';
import { leadName } from '../words/labels';
import { useLive } from './live';
import { reading } from './reading';

/** Texts that come together are told of together: nobody can listen to fifty sentences. */
const TOGETHER_MS = 1_000;

/** Says to those who listen to the page that texts came: to the conversations that are not open, as the open one says its own. */
export function NewTextAnnouncer() {
  const { watch } = useLive();
  const [news, setNews] = useState({ count: 0, words: '' });
  const names = useRef<string[]>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = watch((changes) => {
      names.current.push(
        ...writersOf(changes)
          .filter(({ id }) => id !== reading.open)
          .map(({ name }) => name),
      );
      if (names.current.length === 0) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        const words = announcementOf(names.current.splice(0));
        setNews(({ count }) => ({ count: count + 1, words }));
      }, TOGETHER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [watch]);
  return (
    <div role="log" aria-label="New texts" className="only-heard">
      {/* By its own key: the same words again are said again. */}
      <p key={news.count}>{news.words}</p>
    </div>
  );
}

/** Whose texts came, one for each text. */
function writersOf({ events, interactions }: ChangesData): { id: string; name: string }[] {
  return events
    .filter((event) => event.type === 'inbound-message')
    .flatMap((event) => {
      const row = interactions.find((one) => one.interactionId === event.interactionId);
      return row ? [{ id: row.interactionId, name: leadName(row.lead, row.phone) }] : [];
    });
}

function announcementOf(names: string[]): string {
  const different = [...new Set(names)];
  if (different.length > 2) return `${names.length} new texts`;
  return `New ${names.length === 1 ? 'text' : 'texts'} from ${different.join(' and ')}`;
}
