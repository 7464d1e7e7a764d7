import { Select, SimpleGrid, Switch, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type ApiFailure, call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { LEAD_STATUSES, type LeadStatus, leadName, leadStatusLabel } from '../../words/labels';
import { CampaignChoice } from '../choices';
import { confirmQuietly } from '../confirmation';
import { Fields, ResourceFormBox, ThingPage } from '../resource-form';
import { useFilters } from '../use-filters';
import { useResourceForm } from '../use-resource-form';
import { answersToSend, type LeadAnswer } from './answers';
import { AnswersEditor } from './answers-editor';

export type Lead = Answer<'GET /leads/{leadId}'>;

const EMPTY = {
  firstName: '',
  lastName: '',
  phone: '',
  email: '',
  timezone: null as string | null,
  campaignId: null as string | null,
  status: 'new' as LeadStatus,
  isTest: false,
  notes: '',
  questionnaire: [] as LeadAnswer[],
};

type Values = typeof EMPTY;

function valuesOf({ firstName, lastName, phone, email, timezone, ...lead }: Lead): Values {
  const { campaignId, status, isTest, notes, questionnaire } = lead;
  const contact = { firstName, lastName, phone: phone ?? '', email, timezone };
  return { ...contact, campaignId, status, isTest, notes, questionnaire };
}

/** One lead, or a new one. */
export function LeadForm(props: { lead: Lead | null; about?: ReactNode; actions?: ReactNode; children?: ReactNode }) {
  const { lead, about, actions, children } = props;
  const navigate = useNavigate();
  const [filters] = useFilters();
  const [zones] = useState(() => zonesWith(lead?.timezone ?? null));
  const known = lead?.questionnaire ?? [];
  const answersOf = (values: Values) => answersToSend(known, values.questionnaire);
  const resource = useResourceForm({
    values: lead ? valuesOf(lead) : { ...EMPTY, campaignId: filters.campaignId ?? null },
    bodyOf: (values) => ({
      ...values,
      email: values.email.trim(),
      phone: values.phone.trim() || null,
      questionnaire: answersOf(values),
    }),
    save: (body, changed) =>
      lead
        ? call('PATCH /leads/{leadId}', { params: { leadId: lead.leadId }, body: changed })
        : call('POST /leads', { body }),
    onSaved: (saved) => {
      confirmQuietly(lead ? 'Saved' : `${leadName(saved, saved.phone ?? 'The lead')} is added`);
      if (lead) return;
      void navigate({ to: '/settings/$section/$id', params: { section: 'leads', id: saved.leadId }, search: true });
    },
    problemsOf: (failure, values) => problemsByKey(failure, answersOf(values)),
  });
  const { form } = resource;
  const field = form.getInputProps;
  return (
    <ThingPage
      section="leads"
      title={lead ? leadName(lead, lead.phone ?? (lead.email || lead.leadId)) : 'New lead'}
      about={about}
    >
      <ResourceFormBox resource={resource} saveLabel={lead ? 'Save' : 'Add the lead'} actions={actions}>
        <Fields title="Contact">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label="First name" maxLength={200} autoComplete="off" {...field('firstName')} />
            <TextInput label="Last name" maxLength={200} autoComplete="off" {...field('lastName')} />
            <TextInput
              label="Phone"
              type="tel"
              autoComplete="off"
              description="In any usual form; without a country code it is one of your default country"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              {...field('phone')}
            />
            <TextInput label="Email" type="email" autoComplete="off" {...field('email')} />
          </SimpleGrid>
          <Select
            label="Time zone"
            description="Where the lead is. Empty: not known"
            placeholder="Not known"
            searchable
            clearable
            limit={50}
            nothingFoundMessage="No time zone by this name"
            data={zones}
            {...field('timezone')}
          />
        </Fields>
        <Fields title="Campaign and status">
          <CampaignChoice
            label="Campaign"
            description="What the lead is texted about; its number and its agent are used"
            {...field('campaignId')}
          />
          <Select
            label="Status"
            description="Where the lead stands for you; conversations have a status of their own"
            searchable
            allowDeselect={false}
            data={LEAD_STATUSES.map((value) => ({ value, label: leadStatusLabel(value) }))}
            {...field('status')}
          />
          <Switch
            label="Test lead"
            description="Answered by the campaign's agent for test leads, where it has one"
            {...form.getInputProps('isTest', { type: 'checkbox' })}
          />
          <Textarea label="Notes" autosize minRows={2} maxLength={10_000} {...field('notes')} />
        </Fields>
        <Fields title="Answers" what="What is known already; agents are asked to find out the rest, and add it here.">
          <AnswersEditor
            campaignId={form.values.campaignId}
            value={form.values.questionnaire}
            onChange={(answers) => form.setFieldValue('questionnaire', answers)}
            errorAt={(path) => form.errors[path]}
          />
        </Fields>
      </ResourceFormBox>
      {children}
    </ThingPage>
  );
}

/** The API counts the answers that it was sent; the form finds them by their key. */
function problemsByKey({ fields }: ApiFailure, sent: LeadAnswer[]): ApiFailure['fields'] {
  return fields.map((problem) => {
    const [, place] = /^questionnaire\.(\d+)\./.exec(problem.field) ?? [];
    return place === undefined ? problem : { ...problem, field: `questionnaire.${sent[Number(place)]?.key}` };
  });
}

/** All time zones, and the lead's where the browser calls it otherwise. */
function zonesWith(own: string | null): string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  return own === null || zones.includes(own) ? zones : [own, ...zones];
}
