import { ActionIcon, Group, Indicator, Popover, Select, Stack, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { STATUS_LABELS } from '../../words/labels';
import type { ListFilters } from '../filters';
import { DAYS_LABELS } from './days';
import { campaignOptions, campaignsQuery, clientOptions, type Option, offerOptions } from './filter-options';

const STATUS_OPTIONS = optionsFrom(STATUS_LABELS);
// An object's keys that look like numbers come first, whatever their order was.
const DAYS_OPTIONS = (['today', 'yesterday', '7', '30', 'custom'] as const).map((value) => ({
  value,
  label: DAYS_LABELS[value],
}));

function optionsFrom(labels: Record<string, string>): Option[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}

export interface FilterMenuProps {
  filters: ListFilters;
  onChange(change: ListFilters): void;
}

/** What the list can be narrowed to, besides by searching. */
export function FilterMenu({ filters, onChange }: FilterMenuProps) {
  const { data: campaigns = [] } = useQuery(campaignsQuery);
  const count = [filters.campaignId, filters.clientId, filters.offerId, filters.status, filters.days].filter(
    Boolean,
  ).length;
  const choice = (label: string, name: keyof ListFilters, data: Option[]) => (
    <Select
      label={label}
      placeholder="All"
      data={data}
      value={(filters[name] as string | undefined) ?? null}
      onChange={(value) => onChange({ [name]: value ?? undefined })}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label.toLowerCase()}` }}
      searchable={data.length > 8}
      size="xs"
      comboboxProps={{ withinPortal: false }}
    />
  );
  return (
    <Popover position="bottom-end" width={280} trapFocus withinPortal shadow="md">
      <Indicator disabled={count === 0} label={count} size={16} offset={3}>
        <Popover.Target>
          <ActionIcon variant="default" size={36} aria-label={count === 0 ? 'Filters' : `Filters, ${count} chosen`}>
            <IconAdjustmentsHorizontal size={18} aria-hidden />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label="Filters">
        <Stack gap="xs">
          {choice('Campaign', 'campaignId', campaignOptions(campaigns))}
          {choice('Client', 'clientId', clientOptions(campaigns))}
          {choice('Offer', 'offerId', offerOptions(campaigns))}
          {choice('Status', 'status', STATUS_OPTIONS)}
          {choice('Last activity', 'days', DAYS_OPTIONS)}
          {filters.days === 'custom' && (
            <Group grow gap="xs">
              <Day label="From" value={filters.from} max={filters.to} onChange={(from) => onChange({ from })} />
              <Day label="To" value={filters.to} min={filters.from} onChange={(to) => onChange({ to })} />
            </Group>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface DayProps {
  label: string;
  value: string | undefined;
  min?: string;
  max?: string;
  onChange(day: string | undefined): void;
}

/** The browser's own field for a day: it knows the person's way of writing one, and every phone has a good one. */
function Day({ value, onChange, ...rest }: DayProps) {
  return (
    <TextInput
      {...rest}
      type="date"
      size="xs"
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
    />
  );
}
