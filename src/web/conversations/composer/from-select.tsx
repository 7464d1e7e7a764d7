import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { Head } from '../../live/cache-keys';
import classes from './composer.module.css';
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
      classNames={{ root: classes.from, label: classes.fromLabel, wrapper: classes.fromInput }}
      allowDeselect={false}
      data={fromGroups(data?.items ?? [], head.telephony.phoneNumber, head.campaignId)}
      value={value}
      onChange={(next) => next !== null && onChange(next)}
      comboboxProps={{ width: 'max-content', position: 'top-start', withinPortal: true }}
    />
  );
}
