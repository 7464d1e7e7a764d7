import { UnstyledButton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type InteractionStatus, STATUS_LABELS } from '../../words/labels';
import type { ListFilters } from '../filters';
import { DAYS_LABELS } from './days';
import { campaignOptions, campaignsQuery, clientOptions, offerOptions } from './filter-options';
import classes from './list-panel.module.css';

/** The filters that hold, each to be taken away. */
export function ActiveFilters({ filters, onChange }: { filters: ListFilters; onChange(change: ListFilters): void }) {
  const { campaignId, clientId, offerId, status, days } = filters;
  const { data: campaigns = [] } = useQuery({
    ...campaignsQuery,
    enabled: (campaignId ?? clientId ?? offerId) !== undefined,
  });
  const nameIn = (options: { value: string; label: string }[], wanted: string) =>
    options.find(({ value }) => value === wanted)?.label ?? wanted;
  const active: { words: string; without: ListFilters }[] = [];
  if (campaignId)
    active.push({ words: nameIn(campaignOptions(campaigns), campaignId), without: { campaignId: undefined } });
  if (clientId) active.push({ words: nameIn(clientOptions(campaigns), clientId), without: { clientId: undefined } });
  if (offerId) active.push({ words: nameIn(offerOptions(campaigns), offerId), without: { offerId: undefined } });
  if (status)
    active.push({ words: STATUS_LABELS[status as InteractionStatus] ?? status, without: { status: undefined } });
  if (days) active.push({ words: daysWords(filters), without: { days: undefined, from: undefined, to: undefined } });
  if (active.length === 0) return null;
  return (
    <ul className={classes.active} aria-label="Filters that hold">
      {active.map(({ words, without }) => (
        <li key={words}>
          <UnstyledButton className={classes.chip} onClick={() => onChange(without)} aria-label={`Remove: ${words}`}>
            {words}
            <IconX size={13} aria-hidden />
          </UnstyledButton>
        </li>
      ))}
      {active.length > 1 && (
        <li>
          <UnstyledButton
            className={classes.clear}
            onClick={() => onChange(Object.assign({}, ...active.map(({ without }) => without)))}
          >
            Clear
          </UnstyledButton>
        </li>
      )}
    </ul>
  );
}

function daysWords({ days, from, to }: ListFilters): string {
  if (days !== 'custom') return DAYS_LABELS[days!];
  if (from && to) return `${from} to ${to}`;
  if (from) return `Since ${from}`;
  if (to) return `Until ${to}`;
  return DAYS_LABELS.custom;
}
