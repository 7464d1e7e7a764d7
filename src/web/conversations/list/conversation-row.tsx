import { ActionIcon, Menu } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowDownLeft,
  IconArrowUpRight,
  IconDots,
  IconMail,
  IconMailOpened,
  IconMessageOff,
  IconRobot,
  IconUser,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { memo } from 'react';
import {
  ATTENTION_LABELS,
  CONSENT_LABELS,
  leadName,
  leadStatusLabel,
  phoneLabel,
  STATUS_LABELS,
} from '../../words/labels';
import { agoLabel, wholeLabel } from '../../words/times';
import classes from './conversation-row.module.css';
import type { Row } from './list-query';
import { initialsOf, previewOf, unreadLabel } from './preview';

export interface ConversationRowProps {
  row: Row;
  now: number;
  isOpen: boolean;
  /** Whether Tab comes to it: one row of the list, from which the arrow keys go on. */
  isStop: boolean;
  onMark(row: Row, as: 'read' | 'unread'): void;
}

/** One conversation of the list, as a link to it. */
export const ConversationRow = memo(function ConversationRow({
  row,
  now,
  isOpen,
  isStop,
  onMark,
}: ConversationRowProps) {
  const navigate = useNavigate({ from: '/conversations' });
  const name = leadName(row.lead, row.phone);
  const preview = previewOf(row);
  const Arrow = preview.from === 'From us' ? IconArrowUpRight : IconArrowDownLeft;
  const hasName = name !== phoneLabel(row.phone);
  return (
    <div className={classes.row} data-unread={row.unread > 0 || undefined}>
      <Link
        to="/conversations/$interactionId"
        params={{ interactionId: row.interactionId }}
        search={(search) => search}
        className={classes.link}
        aria-current={isOpen ? 'true' : undefined}
        tabIndex={isStop ? 0 : -1}
        onKeyDown={(event) => {
          // Who opens it by key goes on to write; by a click one may only want to read.
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          void navigate({
            to: '/conversations/$interactionId',
            params: { interactionId: row.interactionId },
            search: (search) => search,
            state: { write: true },
          });
        }}
        data-conversation={row.interactionId}
      >
        <span className={classes.portrait} aria-hidden>
          {initialsOf(row.lead) || <IconUser size={18} stroke={1.7} />}
          {row.sms.agentMode && (
            <span className={classes.agent}>
              <IconRobot size={13} stroke={2} />
            </span>
          )}
        </span>
        <span className={classes.words}>
          <span className={classes.line}>
            <span className={classes.name} dir="auto">
              {name}
            </span>
            {row.lead.isTest && <span className={classes.tag}>Test</span>}
            <time className={classes.time} dateTime={row.lastActivityAt} title={wholeLabel(row.lastActivityAt)}>
              {agoLabel(row.lastActivityAt, now)}
            </time>
          </span>
          <span className={classes.line}>
            <span className={classes.preview} data-trouble={preview.isTrouble || undefined}>
              {preview.from && (
                <>
                  <Arrow size={14} className={classes.arrow} aria-hidden />
                  <span className="only-heard">{preview.from}: </span>
                </>
              )}
              {preview.state && <span className={classes.state}>{preview.state}: </span>}
              <bdi>{preview.text}</bdi>
            </span>
            {row.unread > 0 && (
              <span className={classes.unread}>
                {unreadLabel(row.unread)}
                <span className="only-heard"> unread</span>
              </span>
            )}
          </span>
          <span className={classes.line}>
            <span className={classes.facts}>
              {hasName && <span className={classes.fact}>{phoneLabel(row.phone)}</span>}
              <span className={classes.fact}>
                <span className="only-heard">Lead: </span>
                {leadStatusLabel(row.lead.status)}
              </span>
              {row.sms.agentMode && <span className="only-heard">Agent Mode is on</span>}
            </span>
            <span className={classes.status} data-status={row.status}>
              <span className="only-heard">Conversation: </span>
              {STATUS_LABELS[row.status]}
            </span>
          </span>
          {(row.attention || row.consent !== 'ok') && (
            <span className={classes.marks}>
              {row.attention && (
                <span className={classes.attention}>
                  <IconAlertTriangle size={14} aria-hidden />
                  <span className="only-heard">Needs attention: </span>
                  {ATTENTION_LABELS[row.attention.reason]}
                </span>
              )}
              {row.consent !== 'ok' && (
                <span className={classes.consent}>
                  <IconMessageOff size={14} aria-hidden />
                  {CONSENT_LABELS[row.consent]}
                </span>
              )}
            </span>
          )}
        </span>
      </Link>
      <RowMenu row={row} name={name} isStop={isStop} onMark={onMark} />
    </div>
  );
});

function RowMenu({
  row,
  name,
  isStop,
  onMark,
}: Pick<ConversationRowProps, 'row' | 'isStop' | 'onMark'> & { name: string }) {
  const as = row.unread > 0 ? 'read' : 'unread';
  const Icon = as === 'read' ? IconMailOpened : IconMail;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          className={classes.menu}
          variant="default"
          size={26}
          aria-label={`More for ${name}`}
          tabIndex={isStop ? 0 : -1}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon size={16} aria-hidden />} onClick={() => onMark(row, as)}>
          Mark as {as}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
