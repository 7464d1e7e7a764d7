import { Button, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure, call } from '../../api/call';
import { confirmQuietly } from '../confirmation';
import { asSentence } from '../field-problems';
import { Moment } from '../moment';
import { Notice } from '../notice';
import { Fields } from '../resource-form';
import { readAnew, useAll, useOne } from '../use-pages';
import type { Lead } from './lead-form';

const CHANNEL = 'sms';

/** Whether a lead may be contacted: a person's decision, with its reason, and those before it. */
export function DoNotContact({ lead: { leadId, doNotContact } }: { lead: Lead }) {
  const holding = doNotContact.find(({ channel }) => channel === CHANNEL);
  const params = { leadId, channel: CHANNEL };
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: () =>
      holding
        ? call('POST /leads/{leadId}/do-not-contact/{channel}/lift', { params, body: { reason } })
        : call('PUT /leads/{leadId}/do-not-contact/{channel}', { params, body: { reason } }),
    onSuccess: () => {
      setReason('');
      confirmQuietly(holding ? 'The lead may be contacted again' : 'The lead is not contacted any more');
      void readAnew();
    },
  });
  const { error } = decide;
  const atReason = error instanceof ApiFailure ? error.fields.find(({ field }) => field === 'reason') : undefined;
  return (
    <Fields
      title="Do Not Contact"
      what="Blocks every text to the lead's number, the agent's too. What the lead writes is still recorded."
    >
      {holding && (
        <Notice tone="danger" title="This lead is not to be contacted">
          <Reason reason={holding.reason} by={holding.setBy} at={holding.setAt} />
        </Notice>
      )}
      <Textarea
        label="Reason"
        required
        description={
          holding ? 'Why the lead may be contacted again' : 'Such as: asked on the phone not to be texted. It is kept.'
        }
        autosize
        minRows={1}
        maxLength={1_000}
        value={reason}
        error={atReason && asSentence(atReason.message)}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {error && !atReason && (
        <Notice tone="danger" role="alert">
          {error.message}
        </Notice>
      )}
      <div>
        <Button
          variant="light"
          color={holding ? undefined : 'red'}
          loading={decide.isPending}
          onClick={() => decide.mutate()}
        >
          {holding ? 'Allow contact again' : 'Do not contact any more'}
        </Button>
      </div>
      <Before leadId={leadId} />
    </Fields>
  );
}

function Before({ leadId }: { leadId: string }) {
  const { data } = useOne('GET /leads/{leadId}/do-not-contact', { leadId });
  const lifted = data?.filter(({ liftedAt }) => liftedAt !== null) ?? [];
  if (lifted.length === 0) return null;
  return (
    <details>
      <summary>Before ({lifted.length})</summary>
      {lifted.map((decision) => (
        <div key={decision.doNotContactId}>
          <Reason reason={decision.reason} by={decision.setBy} at={decision.setAt} />
          <Reason
            reason={`Lifted: ${decision.liftedReason}`}
            by={decision.liftedBy ?? ''}
            at={decision.liftedAt ?? decision.setAt}
          />
        </div>
      ))}
    </details>
  );
}

function Reason({ reason, by, at }: { reason: string; by: string; at: string }) {
  const people = useAll('GET /users', {}).data;
  const person = people?.find(({ userId }) => userId === by);
  return (
    <Text size="sm">
      {reason} ({person ? person.name || person.email : by}, <Moment at={at} />)
    </Text>
  );
}
