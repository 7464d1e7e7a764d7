import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { ItemOf, QueryOf } from '../../api/operations';
import type { ListFilters } from '../filters';
import { spanOf } from './days';

/** A conversation as the list has it. */
export type Row = ItemOf<'GET /interactions'>;

/** The least that the API looks for. */
export const SHORTEST_SEARCH = 2;

const PAGE = 50;

/** Conversations by these filters, in pages. Live changes are patched into every list under this key (src/web/live). */
export function listQuery(filters: ListFilters) {
  return infiniteQueryOptions({
    queryKey: ['GET /interactions', filters] as const,
    queryFn: ({ pageParam, signal }) =>
      call('GET /interactions', {
        query: { ...queryOf(filters, new Date()), cursor: pageParam ?? undefined, limit: PAGE },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** The filters as the API takes them: days become times. */
export function queryOf(filters: ListFilters, now: Date): QueryOf<'GET /interactions'> {
  const { campaignId, clientId, offerId, status, search, attention } = filters;
  return {
    ...{ campaignId, clientId, offerId, status: status as Row['status'] | undefined, ...spanOf(filters, now) },
    search: wantedOf(search),
    attention: attention === undefined ? undefined : 'true',
  };
}

/** What to look for; a number may be written as the page shows it, `(202) 555-0143`. */
export function wantedOf(written: string | undefined): string | undefined {
  const search = written?.trim() ?? '';
  const wanted = /^[\d\s()+.-]+$/.test(search) ? search.replaceAll(/\D/g, '') : search;
  return wanted.length >= SHORTEST_SEARCH ? wanted : undefined;
}

/**
 * Whether a conversation belongs into a list by these filters, from what a row shows of it. Of a search only names,
 * numbers and ids are seen here; the API also knows email addresses.
 */
export function matches(filters: ListFilters, row: Omit<Row, 'unread'>, now: Date): boolean {
  const wanted = queryOf(filters, now);
  return (
    (wanted.campaignId === undefined || row.campaignId === wanted.campaignId) &&
    (wanted.clientId === undefined || row.clientId === wanted.clientId) &&
    (wanted.offerId === undefined || row.offerId === wanted.offerId) &&
    (wanted.status === undefined || row.status === wanted.status) &&
    (wanted.attention === undefined || row.attention !== null) &&
    (wanted.from === undefined || Date.parse(row.lastActivityAt) >= Date.parse(String(wanted.from))) &&
    (wanted.to === undefined || Date.parse(row.lastActivityAt) < Date.parse(String(wanted.to))) &&
    (wanted.search === undefined || isFoundBy(String(wanted.search), row))
  );
}

function isFoundBy(search: string, row: Omit<Row, 'unread'>): boolean {
  if (search === row.interactionId) return true;
  const { firstName, lastName } = row.lead;
  return `${firstName} ${lastName} ${row.phone} ${row.leadId}`.toLowerCase().includes(search.toLowerCase());
}
