import { bucketOf, type OverviewRange, parametersOf } from './overview-buckets';
import type { Queryable } from './pool';

/**
 * Opt-outs of phone numbers and decisions that a lead is not to be texted, by when they were; one that was lifted since was
 * one all the same.
 */
const OPT_OUTS = `
  select ${bucketOf('o.at')} as start, count(*)::integer as count
    from (select c.at from consent_events c
           where c.tenant_id = $1 and c.kind = 'opted_out' and c.at >= $2 and c.at < $3
          union all
          select d.set_at from do_not_contact d
           where d.tenant_id = $1 and d.set_at >= $2 and d.set_at < $3) o
   group by 1`;

/** How many leads opted out in each bucket in which some did. */
export async function countOptOuts(db: Queryable, range: OverviewRange): Promise<{ start: Date; count: number }[]> {
  return (await db.query(OPT_OUTS, parametersOf(range))).rows;
}
