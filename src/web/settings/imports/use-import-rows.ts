import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { QueryOf } from '../../api/operations';
import type { LeadImport } from './lead-import';

/** The rows of an import, page by page; read anew when its state is another. */
export function useImportRows(
  { importId, state }: LeadImport,
  outcome: QueryOf<'GET /lead-imports/{leadImportId}/rows'>['outcome'],
) {
  return useInfiniteQuery({
    queryKey: ['GET /lead-imports/{leadImportId}/rows', importId, state, outcome],
    queryFn: ({ pageParam, signal }) =>
      call('GET /lead-imports/{leadImportId}/rows', {
        params: { leadImportId: importId },
        query: { outcome, cursor: pageParam } as object,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}
