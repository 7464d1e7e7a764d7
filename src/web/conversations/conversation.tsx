import { Button } from '@mantine/core';
import { IconRobot } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import { serverNow } from '../api/server-clock';
import { Failure, Waiting } from '../app/failure';
import { useSession } from '../app/session';
import { type Head, headQuery } from '../live/cache-keys';
import type { Message } from '../words/labels';
import { Composer } from './composer/composer';
import { backIntoDraft, pageId } from './composer/outbox';
import { sendUnsent } from './composer/send-unsent';
import type { UnsentText } from './composer/unsent-text';
import classes from './conversation.module.css';
import { AttentionBanner } from './thread/attention-banner';
import { ConversationHeader } from './thread/conversation-header';
import { Thread, type ThreadHandle } from './thread/thread';
import { useAskAgent } from './thread/use-ask-agent';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Whoever comes here wants to write: the composer gets the focus. */
    write?: boolean;
  }
}

/** A conversation: its thread and, beside it, its lead. */
export function Conversation() {
  const { interactionId } = useParams({ from: '/conversations/$interactionId' });
  const { data: head, error, refetch } = useQuery(headQuery(interactionId));
  return (
    <section className={classes.conversation} aria-label="Conversation">
      {head === undefined ? (
        error ? (
          <Failure what="The conversation could not be opened" error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting what="Opening the conversation" />
        )
      ) : (
        <OpenConversation key={interactionId} head={head} />
      )}
    </section>
  );
}

function OpenConversation({ head }: { head: Head }) {
  const { interactionId, leadId } = head;
  const { userId } = useSession();
  const thread = useRef<ThreadHandle>(null);
  const input = useComposerFocus();
  const blocked = null;

  const send = useCallback(
    (text: UnsentText) => {
      thread.current?.toNewest();
      void sendUnsent(userId, text);
    },
    [userId],
  );
  const discard = useCallback(
    (text: UnsentText) => {
      backIntoDraft(userId, text);
      input.current?.focus();
    },
    [userId, input],
  );
  const lastSeq = useRef(head.lastSeq);
  lastSeq.current = head.lastSeq;
  const sendAgain = useCallback(
    ({ message }: Message) =>
      send({
        key: crypto.randomUUID(),
        ...{ interactionId, leadId, message, pageId },
        writtenAt: new Date(serverNow()).toISOString(),
        afterSeq: lastSeq.current,
        state: 'sending',
      }),
    [interactionId, leadId, send],
  );

  return (
    <div className={classes.thread}>
      <ConversationHeader head={head} onShowLead={() => undefined} />
      <AttentionBanner head={head} />
      <Thread
        ref={thread}
        head={head}
        onSendAgain={blocked === null ? sendAgain : undefined}
        onTryAgain={send}
        onDiscard={discard}
      />
      <Composer
        head={head}
        blocked={blocked}
        inputRef={input}
        lastSeq={head.lastSeq}
        onSent={() => thread.current?.toNewest()}
      >
        <AskAgent head={head} />
      </Composer>
    </div>
  );
}

/** Offered while the lead's newest text has no answer, and nobody is about to give one. */
function AskAgent({ head }: { head: Head }) {
  const ask = useAskAgent(head.interactionId);
  if (head.sms.direction !== 'inbound' || head.turn !== null || head.attention?.reason === 'agent_failed') return null;
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<IconRobot size={16} aria-hidden />}
      loading={ask.isPending}
      onClick={() => ask.mutate()}
    >
      Ask the agent
    </Button>
  );
}

/** The composer is reached with `r`, and at once by whoever came to write. */
function useComposerFocus() {
  const input = useRef<HTMLTextAreaElement>(null);
  const write = useLocation({ select: ({ state }) => state.write === true });
  useEffect(() => {
    if (write) input.current?.focus();
  }, [write]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const writing = target.isContentEditable || target.matches('input, textarea, select, [role="combobox"]');
      if (event.key !== 'r' || writing || event.ctrlKey || event.metaKey || event.altKey) return;
      // Behind a dialog the thread is out of reach.
      if (document.querySelector('[role="dialog"]') !== null) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return input;
}
