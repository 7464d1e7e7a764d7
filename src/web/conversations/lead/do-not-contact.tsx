import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { Failure, Waiting } from '../../app/failure';
import { dayTimeLabel } from '../../words/times';
import { useCallerName } from '../callers';
import classes from './lead-panel.module.css';
import { doNotContactQuery, refreshLead } from './queries';
import { ReasonForm } from './reason-form';
import { useFocusBack } from './use-focus-back';

const LONGEST_REASON = 1_000;
const SMS = { channel: 'sms' } as const;

/** Whether people decided that the lead is not to be texted, by whom and why; and deciding it. */
export function DoNotContact({ leadId }: { leadId: string }) {
  const decisions = useQuery(doNotContactQuery(leadId));
  const nameOf = useCallerName();
  const [isDeciding, setDeciding] = useState(false);
  const opener = useFocusBack(isDeciding);
  if (decisions.isPending) return <Waiting what="Loading" />;
  if (decisions.isError) {
    return <Failure error={decisions.error} what="Could not be loaded" onRetry={() => decisions.refetch()} />;
  }
  const holding = decisions.data.find(({ liftedAt }) => liftedAt === null);
  const decide = async (reason: string) => {
    const request = { params: { leadId, ...SMS }, body: { reason } };
    await (holding === undefined
      ? call('PUT /leads/{leadId}/do-not-contact/{channel}', request)
      : call('POST /leads/{leadId}/do-not-contact/{channel}/lift', request));
    await refreshLead(leadId);
  };
  return (
    <Stack gap="xs" align="stretch">
      {holding && (
        <div className={classes.blocked}>
          <Text size="sm" fw={600}>
            Do Not Contact
          </Text>
          <Text size="sm" className={classes.long}>
            {holding.reason}
          </Text>
          <Text size="xs">
            Set by {nameOf(holding.setBy) ?? 'somebody'}, {dayTimeLabel(holding.setAt, Date.now())}
          </Text>
        </div>
      )}
      {isDeciding ? (
        <ReasonForm
          {...(holding === undefined
            ? {
                effect:
                  'No text is sent to this lead any more, also none of the agent’s. What the lead writes is still shown.',
                example: 'Asked on the phone not to be texted',
                action: 'Do not contact',
                isGrave: true,
              }
            : {
                effect: 'The lead may be texted again, unless it opted out.',
                example: 'Called back and agreed to texts',
                action: 'Allow contact again',
              })}
          longest={LONGEST_REASON}
          onDecide={decide}
          onClose={() => setDeciding(false)}
        />
      ) : (
        <Button ref={opener} size="xs" variant="default" className={classes.start} onClick={() => setDeciding(true)}>
          {holding === undefined ? 'Do not contact…' : 'Lift Do Not Contact…'}
        </Button>
      )}
    </Stack>
  );
}
