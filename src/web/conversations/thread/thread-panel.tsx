import { useCallback, useRef } from 'react';
import { serverNow } from '../../api/server-clock';
import { useSession } from '../../app/session';
import type { Head } from '../../live/cache-keys';
import type { Message } from '../../words/labels';
import { AskAgent } from '../composer/ask-agent';
import { Composer } from '../composer/composer';
import { backIntoDraft, pageId } from '../composer/outbox';
import { sendUnsent } from '../composer/send-unsent';
import type { UnsentText } from '../composer/unsent-text';
import { useComposerFocus } from '../composer/use-composer-focus';
import { ScheduledTexts } from '../schedule/scheduled-texts';
import { AttentionBanner } from './attention-banner';
import { blockedWords } from './attention-words';
import { ConversationHeader } from './conversation-header';
import { Thread, type ThreadHandle } from './thread';
import classes from './thread.module.css';

/** The middle panel: whose conversation it is, its texts, and where one writes. */
export function ThreadPanel({ head, onShowLead }: { head: Head; onShowLead?: () => void }) {
  const { interactionId, leadId } = head;
  const { userId } = useSession();
  const thread = useRef<ThreadHandle>(null);
  const input = useComposerFocus();
  const blocked = blockedWords(head.consent);

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
    <div className={classes.panel}>
      <ConversationHeader head={head} onShowLead={onShowLead} />
      <AttentionBanner head={head} onShowUnconfirmed={() => thread.current?.toUnconfirmed()} />
      <Thread
        ref={thread}
        head={head}
        onSendAgain={blocked === null ? sendAgain : undefined}
        onTryAgain={send}
        onDiscard={discard}
      />
      <ScheduledTexts head={head} />
      <Composer
        head={head}
        blocked={blocked}
        inputRef={input}
        lastSeq={head.lastSeq}
        onSent={() => thread.current?.toNewest()}
      >
        {blocked === null && <AskAgent head={head} />}
      </Composer>
    </div>
  );
}
