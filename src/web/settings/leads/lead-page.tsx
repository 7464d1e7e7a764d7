import { Anchor, Group, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call';
import type { ListFilters } from '../../conversations/filters';
import { leadName } from '../../words/labels';
import { ConfirmButton } from '../confirm-button';
import { DoNotContact } from './do-not-contact';
import { type Lead, LeadForm } from './lead-form';
import classes from './leads.module.css';

/** A lead that there is: its form, its conversations, and whether it may be contacted. */
export function LeadPage({ lead }: { lead: Lead }) {
  return (
    <LeadForm lead={lead} about={<LeadLinks lead={lead} />} actions={<LeadActions lead={lead} />}>
      <DoNotContact lead={lead} />
    </LeadForm>
  );
}

function LeadLinks({ lead: { leadId, phone, archived } }: { lead: Lead }) {
  const begin: ListFilters & { lead: string } = { lead: leadId };
  return (
    <Group gap="0 1rem" className={classes.links}>
      {phone && (
        <Anchor size="sm" renderRoot={(props) => <Link to="/conversations" search={begin} {...props} />}>
          New conversation
        </Anchor>
      )}
      {phone && (
        <Anchor size="sm" renderRoot={(props) => <Link to="/conversations" search={{ search: phone }} {...props} />}>
          Conversations with this lead
        </Anchor>
      )}
      {archived && <Text size="sm">Archived: left out of lists; its conversations go on.</Text>}
    </Group>
  );
}

function LeadActions({ lead }: { lead: Lead }) {
  const navigate = useNavigate();
  const { leadId, archived } = lead;
  const name = leadName(lead, lead.phone ?? leadId);
  const params = { leadId };
  return (
    <>
      <ConfirmButton
        label={archived ? 'Put back' : 'Archive'}
        danger={false}
        question={archived ? `Put ${name} back?` : `Archive ${name}?`}
        act={() => call('PATCH /leads/{leadId}', { params, body: { archived: !archived } })}
        done={archived ? `${name} is back in the lists` : `${name} is archived`}
      >
        {archived
          ? 'The lead is in the lists again.'
          : 'The lead is left out of lists; its conversations go on. You can put it back.'}
      </ConfirmButton>
      <ConfirmButton
        label="Delete"
        question={`Delete ${name}?`}
        act={() => call('DELETE /leads/{leadId}', { params })}
        done={`${name} is deleted`}
        inUse="The lead has a conversation, so it cannot be deleted: what was said to it stays. Archive it instead."
        onDone={() => void navigate({ to: '/settings/$section', params: { section: 'leads' }, search: true })}
      >
        This cannot be undone. A lead with a conversation is not deleted.
      </ConfirmButton>
    </>
  );
}
