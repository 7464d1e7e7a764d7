import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { Head } from '../../live/cache-keys';
import { phoneLabel } from '../../words/labels';
import { fromGroups } from './from-groups';

/** The number a text leaves from: the conversation's, or another of ours, which is another conversation. */
export function FromSelect({ head, value, onChange }: { head: Head; value: string; onChange: (from: string) => void }) {
  const { data } = useQuery({
    queryKey: ['GET /phone-numbers', { smsCapable: true }],
    queryFn: ({ signal }) => call('GET /phone-numbers', { query: { smsCapable: true, limit: 100 }, signal }),
    staleTime: 5 * 60_000,
  });
  return (
    <Select
      size="xs"
      label="From"
      styles={{ root: { display: 'flex', alignItems: 'center', gap: '0.5rem' }, label: { margin: 0 } }}
      w="auto"
      allowDeselect={false}
      data={fromGroups(data?.items ?? [], head.telephony.phoneNumber, head.campaignId)}
      value={value}
      onChange={(next) => next !== null && onChange(next)}
      renderOption={({ option }) => <span>{option.label}</span>}
      comboboxProps={{ width: 'max-content', position: 'top-start', withinPortal: true }}
      aria-label={`From ${phoneLabel(value)}`}
    />
  );
}
