import { Alert, Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { segmentation } from '../../../domain/segments';
import { call } from '../../api/call';
import { newKey } from '../../api/new-key';
import type { ItemOf } from '../../api/operations';
import { phoneLabel } from '../../words/labels';
import { campaignOptions, campaignsQuery } from '../list/filter-options';
import { leadClockQuery } from '../schedule/queries';
import { QuietNotice } from '../schedule/quiet-notice';
import { SendLater } from '../schedule/send-later';
import { ExistingConversations } from './existing-conversations';
import { type Lead, LeadSelect } from './lead-select';
import { fieldProblems } from './send-problems';

const LONGEST_TEXT = 1_600;

export interface FirstTextProps {
  /** The lead whom the address names. */
  given: Lead | undefined;
  onSent(interactionId: string): void;
  onOpen(interactionId: string): void;
}

interface Values {
  leadId: string;
  campaignId: string | null;
  from: string | null;
  message: string;
}

/** Whom to text, about what, from where, and the text. */
export function FirstText({ given, onSent, onOpen }: FirstTextProps) {
  const [lead, setLead] = useState<Lead | undefined>(given);
  // One key for one text: when an answer is lost, sending again sends nothing twice.
  const [key, setKey] = useState(newKey);
  const form = useForm<Values>({
    initialValues: { leadId: given?.leadId ?? '', campaignId: given?.campaignId ?? null, from: null, message: '' },
    validate: {
      leadId: (value) => (value === '' ? 'Choose a lead' : null),
      message: (value) => textProblem(value),
    },
    onValuesChange: () => setKey(newKey()),
  });
  const campaigns = useQuery(campaignsQuery);
  const numbers = useQuery(numbersQuery);
  const send = useMutation({
    mutationFn: ({ leadId, campaignId, from, message, sendAt }: Values & { sendAt?: string }) =>
      call('POST /sms/send', {
        body: { leadId, message, sendAt, ...(campaignId !== null && { campaignId }), ...(from !== null && { from }) },
        headers: { 'Idempotency-Key': sendAt === undefined ? key : `${key}/${sendAt}`, Prefer: 'respond-async' },
      }),
    onSuccess: ({ interactionId }) => onSent(interactionId),
    onError: (error) => form.setErrors(fieldProblems(error)),
  });
  // The form may come after the dialog has looked for what to focus: with a lead the text is next.
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (given) text.current?.focus();
  }, [given]);
  const chooseLead = (chosen: Lead | undefined) => {
    setLead(chosen);
    form.setValues({ leadId: chosen?.leadId ?? '', campaignId: chosen?.campaignId ?? null });
    form.clearFieldError('leadId');
  };
  const submit = form.onSubmit((values) => {
    if (!send.isPending) send.mutate(values);
  });
  const schedule = (sendAt: string) => {
    if (form.validate().hasErrors || send.isPending) return;
    send.mutate({ ...form.values, sendAt });
  };
  const { data: clock } = useQuery({ ...leadClockQuery(lead?.leadId ?? ''), enabled: lead !== undefined });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
  };
  const isElsewhere = send.error !== null && Object.keys(fieldProblems(send.error)).length === 0;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <LeadSelect lead={lead} error={form.errors.leadId} onChoose={chooseLead} />
        {lead && <ExistingConversations leadId={lead.leadId} onOpen={onOpen} />}
        <Select
          label="Campaign"
          placeholder="None"
          data={campaignOptions((campaigns.data ?? []).filter(({ status }) => status === 'active'))}
          clearable
          searchable
          {...form.getInputProps('campaignId')}
        />
        <Select
          label="From"
          placeholder="Automatic: the campaign's number"
          data={(numbers.data ?? []).map(numberOption)}
          clearable
          searchable
          {...form.getInputProps('from')}
        />
        <Textarea
          ref={text}
          label="Text"
          required
          autosize
          minRows={3}
          maxRows={10}
          onKeyDown={onKeyDown}
          {...form.getInputProps('message')}
        />
        <Text size="xs" c="dimmed">
          {costWords(form.values.message)}
        </Text>
        {isElsewhere && (
          <Alert color="red" role="alert" title="The text was not sent">
            {send.error?.message}
          </Alert>
        )}
        {lead && <QuietNotice clock={clock} />}
        <Group justify="flex-end" gap="xs">
          <SendLater clock={clock} disabled={send.isPending} onChoose={schedule} />
          <Button type="submit" loading={send.isPending}>
            Send
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type OurNumber = ItemOf<'GET /phone-numbers'>;

const numbersQuery = {
  queryKey: ['GET /phone-numbers', { smsCapable: true }],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<OurNumber[]> =>
    (await call('GET /phone-numbers', { query: { smsCapable: true, limit: 200 }, signal })).items,
};

function numberOption({ phoneNumber, label }: OurNumber): { value: string; label: string } {
  return { value: phoneNumber, label: label === '' ? phoneLabel(phoneNumber) : `${phoneLabel(phoneNumber)} ${label}` };
}

function textProblem(text: string): string | null {
  if (text.trim() === '') return 'Write a text';
  return text.length > LONGEST_TEXT ? `At most ${LONGEST_TEXT.toLocaleString()} characters` : null;
}

/** What a text costs: a provider bills its segments. */
function costWords(text: string): string {
  const { segments, encoding } = segmentation(text);
  const characters = `${text.length.toLocaleString()} of ${LONGEST_TEXT.toLocaleString()} characters`;
  if (text === '') return characters;
  return `${characters}, ${segments === 1 ? '1 segment' : `${segments} segments`}${encoding === 'UCS-2' ? ' (Unicode)' : ''}`;
}
