import { bucketOf, type OverviewRange, parametersOf } from './overview-buckets';
import type { Queryable } from './pool';

/** Decisions that a lead is not to be texted, by when they were made; one that was lifted since was one all the same. */
const OPT_OUTS = `
  select ${bucketOf('d.set_at')} as start, count(*)::integer as count
    from do_not_contact d
   where d.tenant_id = $1 and d.set_at >= $2 and d.set_at < $3
   group by 1`;

/** How many leads opted out in each bucket in which some did. */
export async function countOptOuts(db: Queryable, range: OverviewRange): Promise<{ start: Date; count: number }[]> {
  return (await db.query(OPT_OUTS, parametersOf(range))).rows;
}
