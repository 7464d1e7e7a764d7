import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { Failure, Waiting } from '../../app/failure';
import { phoneLabel } from '../../words/labels';
import { dayTimeLabel } from '../../words/times';
import { useCallerName } from '../callers';
import { consentHistory, decisionHistory, newestFirst } from './consent-history';
import { type ConsentView, consentWords } from './consent-words';
import { DoNotContact } from './do-not-contact';
import { History } from './history';
import classes from './lead-panel.module.css';
import { consentQuery, doNotContactQuery, refreshLead } from './queries';
import { ReasonForm } from './reason-form';
import { useFocusBack } from './use-focus-back';

const LONGEST_REASON = 500;

/** Whether the lead may be texted: by its own word, and by people's decision; and what was said before. */
export function Consent({ leadId, phone }: { leadId: string; phone: string | null }) {
  const consent = useQuery({ ...consentQuery(leadId), enabled: phone !== null });
  const decisions = useQuery(doNotContactQuery(leadId));
  const nameOf = useCallerName();
  return (
    <Stack gap="md">
      {phone === null ? (
        <Text size="sm" c="dimmed">
          Consent belongs to a phone number. This lead has none.
        </Text>
      ) : consent.isPending ? (
        <Waiting what="Loading" />
      ) : consent.isError ? (
        <Failure error={consent.error} what="Consent could not be loaded" onRetry={() => consent.refetch()} />
      ) : (
        <OwnWord leadId={leadId} consent={consent.data} nameOf={nameOf} />
      )}
      <DoNotContact leadId={leadId} />
      <History
        entries={newestFirst([
          ...consentHistory(consent.data?.events ?? [], nameOf),
          ...decisionHistory(decisions.data ?? [], nameOf),
        ])}
      />
    </Stack>
  );
}

/** What the lead itself said about texts, or a person wrote down for it. */
function OwnWord(props: { leadId: string; consent: ConsentView; nameOf: (id: string) => string | undefined }) {
  const { leadId, consent, nameOf } = props;
  const [isDeciding, setDeciding] = useState(false);
  const opener = useFocusBack(isDeciding);
  const isOut = consent.state === 'opted_out';
  const { state, by } = consentWords(consent, nameOf);
  const decide = async (reason: string) => {
    const kind = isOut ? 'opted_in' : 'opted_out';
    await call('POST /leads/{leadId}/consent', { params: { leadId }, body: { kind, reason } });
    await refreshLead(leadId);
  };
  return (
    <Stack gap="xs">
      <div className={isOut ? classes.blocked : undefined}>
        <Text size="sm" fw={600}>
          {state}
        </Text>
        {by !== '' && (
          <Text size="sm" className={classes.long}>
            {by}
          </Text>
        )}
        {consent.since !== null && <Text size="xs">Since {dayTimeLabel(consent.since, Date.now())}</Text>}
      </div>
      {consent.numbers.length > 1 && (
        <ul className={classes.history}>
          {consent.numbers.map((number) => (
            <li key={number.ourNumber}>
              <Text size="sm">
                {phoneLabel(number.ourNumber)}: {number.state === 'opted_out' ? 'opted out' : 'may text'}
              </Text>
            </li>
          ))}
        </ul>
      )}
      {isDeciding ? (
        <ReasonForm
          {...(isOut
            ? {
                effect:
                  'For what the lead told you otherwise. Where the provider blocks the number, only a START from the lead ends that.',
                example: 'Agreed by email to texts',
                action: 'Opt in',
              }
            : {
                effect: 'No text is sent to this phone number any more, and what waits is withheld.',
                example: 'Asked by email not to be texted',
                action: 'Opt out',
                isGrave: true,
              })}
          longest={LONGEST_REASON}
          onDecide={decide}
          onClose={() => setDeciding(false)}
        />
      ) : (
        <Button ref={opener} size="xs" variant="default" className={classes.start} onClick={() => setDeciding(true)}>
          {isOut ? 'Opt in…' : 'Opt out…'}
        </Button>
      )}
    </Stack>
  );
}
