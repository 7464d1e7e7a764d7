import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { ChangesData, StreamFrame } from '../../api/contract/events';
import { addressOf, call } from '../api/call';
import { newKey } from '../api/new-key';
import { sessionQuery } from '../app/queries';
import { useSession } from '../app/session';
import { LiveCaches } from './live-caches';
import { type LiveState, LiveStream } from './live-stream';
import { Presence, type Present } from './presence';
import { reading } from './reading';
import { watchStream } from './watched-stream';

/** This tab, by a name that the API ties its stream and its presence to. */
const PAGE_ID = newKey();
/** The API forgets who has not said for 45 s that they have a conversation open. */
const STILL_HERE_MS = 20_000;

interface Live {
  state: LiveState;
  presence: Presence;
  /** Tells of changes, after the caches have them. @returns stops it */
  watch(tell: (changes: ChangesData) => void): () => void;
}

const LiveContext = createContext<Live | null>(null);

/** Keeps everything inside it live: one stream for the page. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  const [presence] = useState(() => new Presence());
  const [watchers] = useState(() => new Set<(changes: ChangesData) => void>());

  useEffect(() => {
    const caches = new LiveCaches(client, reading.isBeingRead);
    const take = (frame: StreamFrame) => {
      if (frame.event === 'hello') presence.replace(frame.data.presence);
      if (frame.event === 'hello' && !frame.data.resumed) caches.reload();
      if (frame.event === 'reset') caches.reload();
      if (frame.event === 'presence') presence.update(frame.data);
      if (frame.event === 'changes') caches.apply(frame.data);
      if (frame.event === 'changes') for (const tell of watchers) tell(frame.data);
    };
    const onFrame = (frame: StreamFrame) => {
      try {
        take(frame);
      } catch (error) {
        // A page that shows less than there is would be worse than one that asks for all of it.
        caches.reload();
        console.error(error);
      }
    };
    const stream = new LiveStream({
      addressOf: (position) => addressOf('GET /events', { query: { lastEventId: position, pageId: PAGE_ID } }),
      onFrame,
      onState: setState,
      // A stream does not say why it was refused; the session does, and leads to the sign-in when it has ended.
      onBreak: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    });
    const stops = [caches.follow(), watchStream(stream)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, presence, watchers]);

  const live = useMemo(
    () => ({
      state,
      presence,
      watch: (tell: (changes: ChangesData) => void) => {
        watchers.add(tell);
        return () => watchers.delete(tell);
      },
    }),
    [state, presence, watchers],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The state of the page's stream, and what comes over it. */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('this is not inside of LiveProvider');
  return live;
}

/** Who else has a conversation open. */
export function usePresence(interactionId: string): Present[] {
  const { presence } = useLive();
  const { userId } = useSession();
  const people = useSyncExternalStore(
    presence.watch,
    useCallback(() => presence.of(interactionId), [presence, interactionId]),
  );
  return useMemo(() => people.filter((person) => person.userId !== userId), [people, userId]);
}

/** Tells the others which conversation this page has open, as long as somebody looks at it. */
export function useTellPresence(interactionId: string | null): void {
  const { state } = useLive();
  const isLive = state === 'live';
  useEffect(() => {
    if (!isLive) return;
    const tell = () => {
      const seen = document.visibilityState === 'visible' ? interactionId : null;
      // Who hears of it late, or of a conversation that is none, loses nothing.
      call('PUT /presence', { body: { interactionId: seen, pageId: PAGE_ID } }).catch(() => {});
    };
    tell();
    const again = setInterval(tell, STILL_HERE_MS);
    document.addEventListener('visibilitychange', tell);
    return () => {
      clearInterval(again);
      document.removeEventListener('visibilitychange', tell);
    };
  }, [isLive, interactionId]);
}
