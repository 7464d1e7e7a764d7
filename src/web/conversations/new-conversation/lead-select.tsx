import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/call';
import type { ItemOf } from '../../api/operations';
import { leadName, phoneLabel } from '../../words/labels';
import { wantedOf } from '../list/list-query';

export type Lead = ItemOf<'GET /leads'>;

/** Between two letters of somebody who writes quickly. */
const PAUSE_MS = 250;
const SHOWN = 20;

export interface LeadSelectProps {
  /** The lead that is chosen. */
  lead: Lead | undefined;
  error: ReactNode;
  onChoose(lead: Lead | undefined): void;
}

/** A lead, found by a part of its name, number or email; before a search, the newest ones. */
export function LeadSelect({ lead, error, onChoose }: LeadSelectProps) {
  const [written, setWritten] = useState('');
  const [paused] = useDebouncedValue(written, PAUSE_MS);
  // What was chosen is written into the field; that is no search.
  const search = lead && written === labelOf(lead) ? undefined : wantedOf(paused);
  const { data, isFetching, isError } = useQuery({
    queryKey: ['GET /leads', { search }],
    queryFn: ({ signal }) => call('GET /leads', { query: { search, limit: SHOWN }, signal }),
    placeholderData: keepPreviousData,
  });
  const found = data?.items ?? [];
  const leads = lead && !found.some(({ leadId }) => leadId === lead.leadId) ? [lead, ...found] : found;
  return (
    <Select
      label="Lead"
      placeholder="Name, number or email"
      data={leads.map((one) => ({ value: one.leadId, label: labelOf(one) }))}
      value={lead?.leadId ?? null}
      onChange={(leadId) => onChoose(leads.find((one) => one.leadId === leadId))}
      searchable
      openOnFocus={false}
      searchValue={written}
      onSearchChange={setWritten}
      // The API has searched.
      filter={({ options }) => options}
      nothingFoundMessage={nothingWords(isError, isFetching)}
      error={error}
      required
      data-autofocus
    />
  );
}

function nothingWords(isError: boolean, isFetching: boolean): string {
  if (isError) return 'The leads cannot be shown. Try again later.';
  return isFetching ? 'Searching…' : 'No lead fits';
}

function labelOf(lead: Lead): string {
  if (lead.phone === null) return `${leadName(lead, 'Lead')}, no number`;
  const name = leadName(lead, lead.phone);
  const phone = phoneLabel(lead.phone);
  return name === phone ? phone : `${name}, ${phone}`;
}
