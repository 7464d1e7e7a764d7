import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { ItemOf } from '../../api/operations';

export type Campaign = ItemOf<'GET /campaigns'>;

export interface Option {
  value: string;
  label: string;
}

const PAGE = 200;
/** Nobody looks through more in a menu. */
const MOST = 1_000;

/** The campaigns to choose from, archived ones too: their conversations go on. */
export const campaignsQuery = queryOptions({
  queryKey: ['GET /campaigns', 'all'],
  queryFn: async ({ signal }): Promise<Campaign[]> => {
    const campaigns: Campaign[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = { limit: PAGE, ...(cursor !== null && { cursor }) };
      const page = await call('GET /campaigns', { query, signal });
      campaigns.push(...page.items);
      cursor = page.next;
    } while (cursor !== null && campaigns.length < MOST);
    return campaigns;
  },
});

export function campaignOptions(campaigns: Campaign[]): Option[] {
  return sorted(
    campaigns.map(({ campaignId, name, status }) => ({
      value: campaignId,
      label: status === 'archived' ? `${name} (archived)` : name,
    })),
  );
}

/** The campaigns' clients, each once; by its id where it has no name. */
export function clientOptions(campaigns: Campaign[]): Option[] {
  return optionsOf(campaigns.map(({ clientId, clientName }) => ({ value: clientId, label: clientName || clientId })));
}

/** The campaigns' offers, likewise. */
export function offerOptions(campaigns: Campaign[]): Option[] {
  return optionsOf(campaigns.map(({ offerId, offerName }) => ({ value: offerId, label: offerName || offerId })));
}

function optionsOf(all: Option[]): Option[] {
  const known = new Map(all.filter(({ value }) => value !== '').map((option) => [option.value, option]));
  return sorted([...known.values()]);
}

function sorted(options: Option[]): Option[] {
  return options.sort((one, other) => one.label.localeCompare(other.label));
}
