import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../api/call';
import type { Answer, CallOptions, ItemOf, Operation, ParamsOf, QueryOf } from '../api/operations';
import { queryClient, sessionQuery } from '../app/queries';

/** An operation that answers in pages. */
export type PagedOperation = {
  [O in Operation]: Answer<O> extends { items: unknown[]; next: string | null } ? O : never;
}[Operation];

interface Page<Item> {
  items: Item[];
  next: string | null;
}

function readPage<O extends PagedOperation>(operation: O, query: object, signal: AbortSignal) {
  return call(operation, { query, signal } as unknown as CallOptions<O>) as unknown as Promise<Page<ItemOf<O>>>;
}

/** A list, page by page. */
export function usePages<O extends PagedOperation>(operation: O, query: QueryOf<O>) {
  return useInfiniteQuery({
    queryKey: [operation, 'pages', query],
    queryFn: ({ pageParam, signal }) => readPage(operation, { ...query, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

const PAGE = 200;
const MOST_PAGES = 10;

/** A whole list, for choosing from: at most 2,000 of it, more than anybody has of what can be chosen. */
export function useAll<O extends PagedOperation>(operation: O, query: QueryOf<O>) {
  return useQuery({
    queryKey: [operation, 'all', query],
    queryFn: async ({ signal }) => {
      const items: ItemOf<O>[] = [];
      let cursor: string | null = null;
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const page: Page<ItemOf<O>> = await readPage(operation, { ...query, limit: PAGE, cursor }, signal);
        items.push(...page.items);
        cursor = page.next;
        if (cursor === null) break;
      }
      return items;
    },
  });
}

/** One thing by its address. */
export function useOne<O extends Operation>(operation: O, params: ParamsOf<O>) {
  return useQuery({
    queryKey: [operation, params],
    queryFn: ({ signal }) => call(operation, { params, signal } as unknown as CallOptions<O>),
  });
}

/**
 * Has everything that is shown read anew after a change: settings name each other (a number its campaign, a campaign its
 * agent), and what is not shown is read when it is.
 */
export function readAnew(): Promise<void> {
  return queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
}
