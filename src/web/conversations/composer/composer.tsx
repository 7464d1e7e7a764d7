import { Button, Kbd, Textarea } from '@mantine/core';
import { IconBan, IconSend2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, type Ref, useState } from 'react';
import { serverNow } from '../../api/server-clock';
import { useSession } from '../../app/session';
import type { Head } from '../../live/cache-keys';
import { phoneLabel } from '../../words/labels';
import { clockQuery, leadClockQuery } from '../schedule/queries';
import { QuietNotice } from '../schedule/quiet-notice';
import { SendLater } from '../schedule/send-later';
import classes from './composer.module.css';
import { FromSelect } from './from-select';
import { pageId, readWritten, writeDraft } from './outbox';
import { sendUnsent } from './send-unsent';
import { LONGEST_TEXT, TextCount } from './text-count';
import { useWritten } from './use-written';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

interface ComposerProps {
  head: Head;
  /** Why the lead may not be texted; null: it may. */
  blocked: string | null;
  inputRef: Ref<HTMLTextAreaElement>;
  /** The newest event that the thread shows. */
  lastSeq: number;
  onSent: () => void;
  /** More that can be done instead of writing. */
  children?: ReactNode;
}

/** Where a person writes to the lead. What is written stays until it is sent or taken away, whatever happens around it. */
export function Composer({ head, blocked, inputRef, lastSeq, onSent, children }: ComposerProps) {
  const { interactionId, leadId } = head;
  const ours = head.telephony.phoneNumber;
  const { userId } = useSession();
  const { draft } = useWritten(interactionId);
  const [from, setFrom] = useState(ours);
  const navigate = useNavigate();
  const tooLong = draft.length > LONGEST_TEXT;
  const elsewhere = from !== ours;
  const cannotSend = blocked !== null || draft.trim() === '' || tooLong;

  const here = useQuery(clockQuery(interactionId));
  // From another number it is another conversation, in which the lead may not have written.
  const there = useQuery({ ...leadClockQuery(leadId), enabled: elsewhere });
  const clock = elsewhere ? there.data : here.data;

  const send = async (sendAt?: string) => {
    // Read anew: of two clicks at once the second finds nothing to send.
    const message = readWritten(userId, interactionId).draft;
    if (message.trim() === '' || message.length > LONGEST_TEXT || blocked !== null) return;
    writeDraft(userId, interactionId, '');
    onSent();
    const recordedIn = await sendUnsent(userId, {
      key: crypto.randomUUID(),
      ...{ leadId, interactionId, message, pageId },
      from: elsewhere ? from : undefined,
      sendAt,
      writtenAt: new Date(serverNow()).toISOString(),
      afterSeq: lastSeq,
      state: 'sending',
    });
    if (recordedIn !== null && recordedIn !== interactionId) {
      void navigate({ to: '/conversations/$interactionId', params: { interactionId: recordedIn }, search: true });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (!event.repeat) void send();
    }
    if (event.key === 'Escape') (event.target as HTMLElement).blur();
  };

  return (
    <section className={classes.composer} aria-label="Write a text">
      {/* Always there, so that a reason that comes while one writes is heard too. */}
      <div role="status" id="composer-blocked">
        {blocked !== null && (
          <p className={classes.blocked}>
            <IconBan size={16} aria-hidden />
            <span>
              {blocked}
              {draft !== '' && ' What you wrote is kept.'}
            </span>
          </p>
        )}
      </div>
      {blocked === null && <QuietNotice clock={clock} />}
      <Textarea
        ref={inputRef}
        classNames={{ input: classes.input }}
        aria-label="Text"
        placeholder="Write a text"
        autosize
        minRows={2}
        maxRows={8}
        value={draft}
        error={tooLong ? tooManyWords(draft.length - LONGEST_TEXT) : undefined}
        onChange={(event) => writeDraft(userId, interactionId, event.currentTarget.value)}
        onKeyDown={onKeyDown}
        dir="auto"
        disabled={blocked !== null}
        aria-describedby={blocked === null ? undefined : 'composer-blocked'}
      />
      <TextCount text={draft} onReplace={(text) => writeDraft(userId, interactionId, text)} />
      {elsewhere && (
        <p className={classes.elsewhere} role="status">
          From {phoneLabel(from)} this is another conversation with the lead. It opens when the text is sent.
        </p>
      )}
      <div className={classes.foot}>
        <FromSelect head={head} value={from} onChange={setFrom} />
        <div className={classes.space} />
        {children}
        <span className={classes.hint} aria-hidden>
          <Kbd size="xs">{isMac ? '⌘' : 'Ctrl'}</Kbd> <Kbd size="xs">Enter</Kbd>
        </span>
        <SendLater clock={clock} disabled={cannotSend} onChoose={(sendAt) => void send(sendAt)} />
        <Button
          leftSection={<IconSend2 size={16} aria-hidden />}
          size="sm"
          disabled={cannotSend}
          onClick={() => void send()}
        >
          Send
        </Button>
      </div>
    </section>
  );
}

function tooManyWords(characters: number): string {
  return characters === 1 ? '1 character too many' : `${characters.toLocaleString()} characters too many`;
}
