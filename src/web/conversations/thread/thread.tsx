import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import {
  type HTMLAttributes,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { Failure, Waiting } from '../../app/failure';
import type { Head } from '../../live/cache-keys';
import { messagesQuery, timelineQuery } from '../../live/cache-keys';
import type { Message } from '../../words/labels';
import { leadName } from '../../words/labels';
import type { UnsentText } from '../composer/unsent-text';
import { useNewestText } from './announcement';
import { keepNewestPage } from './queries';
import { useSenderName } from './sender-name';
import classes from './thread.module.css';
import { ThreadLine } from './thread-line';
import { useGoToUnconfirmed } from './use-go-to-unconfirmed';
import { useThreadItems } from './use-thread-items';

export interface ThreadHandle {
  toNewest(): void;
  /** Goes to the newest text of which nobody knows whether it arrived, however far back it is. */
  toUnconfirmed(): void;
}

interface ThreadProps {
  head: Head;
  ref: Ref<ThreadHandle>;
  onSendAgain?: (message: Message) => void;
  onTryAgain: (text: UnsentText) => void;
  onDiscard: (text: UnsentText) => void;
}

/** Within so many pixels of the end one reads the newest, and goes on to when more comes. */
const AT_BOTTOM_PX = 80;
/** Older texts are asked for before one gets there. */
const AHEAD_PX = { top: 1_200, bottom: 600 };

/** The texts of a conversation, newest at the bottom; older ones come as one scrolls up, and what one reads stays in place. */
export function Thread({ head, ref, onSendAgain, onTryAgain, onDiscard }: ThreadProps) {
  const { interactionId } = head;
  const texts = useInfiniteQuery(messagesQuery(interactionId));
  const timeline = useInfiniteQuery(timelineQuery(interactionId));
  const { items, firstIndex, older } = useThreadItems(head, texts, timeline);
  const senderName = useSenderName(leadName(head.lead, head.phone));
  const list = useRef<VirtuosoHandle>(null);
  const [atBottom, setAtBottom] = useState(true);
  const newest = useNewestText(head, texts.data, atBottom);
  useEffect(() => () => keepNewestPage(interactionId), [interactionId]);

  const toNewest = useCallback(() => list.current?.scrollToIndex({ index: 'LAST', align: 'end' }), []);
  const toUnconfirmed = useGoToUnconfirmed(items, older, list);
  useImperativeHandle(ref, () => ({ toNewest: () => requestAnimationFrame(toNewest), toUnconfirmed }), [
    toNewest,
    toUnconfirmed,
  ]);
  // A text that says more than before (a failure's reason) pushes the end out of sight without being a new item.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the items change
  useEffect(() => {
    if (atBottom) list.current?.autoscrollToBottom();
  }, [items]);

  const place = useOnResize(() => {
    if (atBottom) list.current?.scrollTo({ top: Number.MAX_SAFE_INTEGER });
  });

  if (texts.isPending || timeline.isPending) return <ThreadPlace>{<Waiting what="Loading the texts" />}</ThreadPlace>;
  if (texts.data === undefined) {
    return (
      <ThreadPlace>
        <Failure what="The texts could not be loaded" error={texts.error} onRetry={() => void texts.refetch()} />
      </ThreadPlace>
    );
  }
  return (
    <ThreadPlace ref={place}>
      <Virtuoso
        ref={list}
        className={classes.scroller}
        role="region"
        aria-label="Texts"
        data={items}
        firstItemIndex={firstIndex}
        initialTopMostItemIndex={{ index: 'LAST', align: 'end' }}
        computeItemKey={(_, { key }) => key}
        itemContent={(_, item) => <ThreadLine {...{ item, senderName, onSendAgain, onTryAgain, onDiscard }} />}
        alignToBottom
        followOutput={(isAtBottom) => isAtBottom && 'auto'}
        atBottomThreshold={AT_BOTTOM_PX}
        atBottomStateChange={setAtBottom}
        increaseViewportBy={AHEAD_PX}
        startReached={older.load}
        components={COMPONENTS}
        context={older}
      />
      {!atBottom && (
        <Button
          className={classes.toNewest}
          size="compact-sm"
          radius="xl"
          variant={newest.unseen ? 'filled' : 'default'}
          rightSection={<IconArrowDown size={14} aria-hidden />}
          onClick={toNewest}
        >
          {newest.unseen ? 'New text' : 'Newest'}
        </Button>
      )}
      <div role="status" className="only-heard">
        {newest.heard}
      </div>
    </ThreadPlace>
  );
}

function ThreadPlace({ children, ref }: { children: ReactNode; ref?: Ref<HTMLDivElement> }) {
  return (
    <div className={classes.place} ref={ref}>
      {children}
    </div>
  );
}

/** The composer grows as one writes: who reads the newest goes on to. */
function useOnResize(onResize: () => void) {
  const latest = useRef(onResize);
  latest.current = onResize;
  return useCallback((element: HTMLDivElement | null) => {
    if (element === null) return;
    const observer = new ResizeObserver(() => latest.current());
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}

interface Older {
  load: () => void;
  loading: boolean;
  failed: boolean;
  all: boolean;
}

const COMPONENTS = {
  Header: ({ context }: { context?: Older }) => (
    <div className={classes.start}>
      {context?.failed ? (
        <Button size="compact-xs" variant="default" onClick={context.load}>
          Older texts could not be loaded. Try again
        </Button>
      ) : context?.loading ? (
        'Loading older texts…'
      ) : context?.all ? (
        'The conversation begins here'
      ) : null}
    </div>
  ),
  // The list's own element is known to it as a div; all it asks of it is a place and a size.
  List: ({ ref, ...props }: HTMLAttributes<HTMLElement> & { ref?: Ref<HTMLDivElement> }) => (
    <ol {...props} ref={ref as Ref<HTMLElement> as Ref<HTMLOListElement>} className={classes.lines} />
  ),
  Item: (props: HTMLAttributes<HTMLElement>) => <li {...props} />,
  Footer: () => <div className={classes.end} />,
};
