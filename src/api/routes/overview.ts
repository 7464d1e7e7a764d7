import { readOverview } from '../../db/overview';
import type { OverviewRange } from '../../db/overview-buckets';
import type { Pool } from '../../db/pool';
import { HOURS_UP_TO_DAYS, MOST_DAYS, overviewRoutes } from '../contract/overview';
import { wrongField } from '../contract/parse-request';
import type { Api } from '../serve';

const DAY_MS = 86_400_000;
const USUAL_DAYS = 7;
/** A range of whole days in a time zone may be an hour longer than so many days. */
const CLOCK_CHANGE_MS = 3_600_000;

/** The figures that people look at in the morning. */
export function serveOverview(api: Api, { pool }: { pool: Pool }): void {
  api.serve(overviewRoutes.read, async ({ caller, query }) => {
    const { timezone } = query;
    const to = query.to === undefined ? new Date() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - USUAL_DAYS * DAY_MS) : new Date(query.from);
    const length = to.getTime() - from.getTime();
    if (length <= 0) throw wrongField('to', 'must be after from');
    if (length > MOST_DAYS * DAY_MS + CLOCK_CHANGE_MS)
      throw wrongField('from', `must be at most ${MOST_DAYS} days before to`);
    const bucket: OverviewRange['bucket'] = length <= HOURS_UP_TO_DAYS * DAY_MS + CLOCK_CHANGE_MS ? 'hour' : 'day';
    const figures = await readOverview(pool, { tenantId: caller.tenantId, from, to, timezone, bucket }).catch(
      (error: unknown) => {
        // The two have the same database, each of its own year.
        if (isUnknownTimezone(error)) throw wrongField('timezone', 'must be a time zone that the database knows');
        throw error;
      },
    );
    return { from: from.toISOString(), to: to.toISOString(), timezone, bucket, ...figures };
  });
}

/** Postgres's `invalid_parameter_value`, of which a time zone's name is the only one here. */
function isUnknownTimezone(error: unknown): boolean {
  return (error as { code?: unknown }).code === '22023';
}
