import { Anchor, Text } from '@mantine/core';
import { phoneLabel } from '../../words/labels';
import { useMinute } from '../../words/minute';
import { zoneTimeLabel } from '../../words/times';
import { CopyButton } from './copy-button';
import classes from './lead-panel.module.css';
import type { Lead } from './queries';

/** How a lead is reached, and what time it is where the lead is. */
export function Contact({ lead }: { lead: Lead }) {
  const now = useMinute();
  const theirTime = lead.timezone === null ? null : zoneTimeLabel(lead.timezone, now);
  return (
    <dl className={classes.facts}>
      <dt>Phone</dt>
      <dd>
        {lead.phone === null ? (
          <Text span c="dimmed" size="sm">
            None
          </Text>
        ) : (
          <>
            <span>{phoneLabel(lead.phone)}</span>
            <CopyButton value={lead.phone} what="the phone number" />
          </>
        )}
      </dd>
      {lead.email !== '' && (
        <>
          <dt>Email</dt>
          <dd>
            <Anchor href={`mailto:${lead.email}`} size="sm" className={classes.long}>
              {lead.email}
            </Anchor>
            <CopyButton value={lead.email} what="the email address" />
          </dd>
        </>
      )}
      <dt>Local time</dt>
      <dd>
        {theirTime === null ? (
          <Text span c="dimmed" size="sm">
            Time zone not known
          </Text>
        ) : (
          <span>
            {theirTime}{' '}
            <Text span c="dimmed" size="xs">
              {lead.timezone!.replaceAll('_', ' ')}
            </Text>
          </span>
        )}
      </dd>
    </dl>
  );
}
