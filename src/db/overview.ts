import type { InteractionStatus } from '../domain/status';
import { ALL_BUCKETS, bucketOf, type OverviewRange, parametersOf, quarterOf } from './overview-buckets';
import { countOptOuts } from './overview-opt-outs';
import type { Queryable } from './pool';

/** What happened within an hour or a day. */
export interface OverviewBucket {
  /** When it begins. */
  start: string;
  textsIn: number;
  /** Those that were withheld were not sent, those that are scheduled not yet: neither is counted. */
  textsOut: number;
  notDelivered: number;
  optOuts: number;
  /** Turns that began here and were answered by the agent: from the first text to the reply; null where there are none. */
  answers: { count: number; p50Ms: number | null; p95Ms: number | null };
}

export interface Overview {
  buckets: OverviewBucket[];
  /** The codes of texts that were not delivered, the most frequent first. */
  errorCodes: { errorCode: string; count: number }[];
  /** How things stand at this moment, whatever the range. */
  now: {
    byStatus: Record<InteractionStatus, number>;
    /** Conversations that ask for a person, and how long half of them have waited at least. */
    attention: { count: number; medianWaitMs: number | null };
  };
}

const MOST_ERROR_CODES = 10;

const TEXTS = `
  select ${bucketOf('quarter')} as start,
         sum(count) filter (where direction = 'inbound')::integer as texts_in,
         sum(count) filter (where direction = 'outbound')::integer as texts_out
    from (select ${quarterOf('m.created_at')} as quarter, m.direction, count(*) as count
            from messages m
           where m.tenant_id = $1 and m.created_at >= $2 and m.created_at < $3 and m.state not in ('withheld', 'scheduled')
           group by 1, 2) counted
   group by 1`;

const ANSWERS = `
  select start, count(*)::integer as count,
         percentile_cont(array[0.5, 0.95]) within group (order by extract(epoch from took) * 1000) as percentiles
    from (select ${bucketOf('t.opened_at')} as start, t.ended_at - t.opened_at as took
            from turns t
           where t.tenant_id = $1 and t.opened_at >= $2 and t.opened_at < $3 and t.state = 'answered') answered
   group by 1`;

const NOT_DELIVERED = `
  select ${bucketOf('m.created_at')} as start, coalesce(m.error_code, '') as error_code, count(*)::integer as count
    from messages m
   where m.tenant_id = $1 and m.created_at >= $2 and m.created_at < $3 and m.state in ('failed', 'undelivered')
   group by 1, 2`;

/** Of most conversations the status is in_progress, which the index by status leaves out: they are what is left of all. */
const BY_STATUS = `
  select i.status, count(*)::integer as count from interactions i where i.tenant_id = $1 and i.status <> 'in_progress' group by 1
  union all
  select 'all', count(*)::integer from interactions i where i.tenant_id = $1`;

const ATTENTION = `
  select count(*)::integer as count,
         percentile_cont(0.5) within group (order by extract(epoch from now() - i.attention_at) * 1000) as median
    from interactions i where i.tenant_id = $1 and i.attention is not null`;

/** What happened to a tenant within a range, and how it stands now: one indexed query for each kind of figure. */
export async function readOverview(db: Queryable, range: OverviewRange): Promise<Overview> {
  const asked = async (sql: string) => (await db.query(sql, parametersOf(range))).rows;
  const starts = await asked(ALL_BUCKETS);
  const texts = byStart(await asked(TEXTS));
  const answers = byStart(await asked(ANSWERS));
  const undelivered = await asked(NOT_DELIVERED);
  const optOuts = byStart(await countOptOuts(db, range));
  const notDelivered = sums(undelivered, (row) => keyOf(row.start));
  const buckets = starts.map(({ start }): OverviewBucket => {
    const key = keyOf(start);
    const [p50, p95] = answers.get(key)?.percentiles ?? [];
    return {
      start: key,
      textsIn: texts.get(key)?.texts_in ?? 0,
      textsOut: texts.get(key)?.texts_out ?? 0,
      notDelivered: notDelivered.get(key) ?? 0,
      optOuts: optOuts.get(key)?.count ?? 0,
      answers: { count: answers.get(key)?.count ?? 0, p50Ms: whole(p50), p95Ms: whole(p95) },
    };
  });
  const errorCodes = [...sums(undelivered, (row) => row.error_code)]
    .map(([errorCode, count]) => ({ errorCode, count }))
    .sort((a, b) => b.count - a.count || a.errorCode.localeCompare(b.errorCode))
    .slice(0, MOST_ERROR_CODES);
  return { buckets, errorCodes, now: await readStanding(db, range.tenantId) };
}

async function readStanding(db: Queryable, tenantId: string): Promise<Overview['now']> {
  const { rows } = await db.query<{ status: InteractionStatus | 'all'; count: number }>(BY_STATUS, [tenantId]);
  const { rows: attention } = await db.query<{ count: number; median: number | null }>(ATTENTION, [tenantId]);
  const { all = 0, ...others } = Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  const of = (status: InteractionStatus) => others[status] ?? 0;
  const known = Object.values(others).reduce((sum, count) => sum + count, 0);
  const byStatus = {
    in_progress: all - known,
    completed: of('completed'),
    incomplete: of('incomplete'),
    follow_up: of('follow_up'),
    qualified: of('qualified'),
    disqualified: of('disqualified'),
    dnc: of('dnc'),
  };
  return { byStatus, attention: { count: attention[0]!.count, medianWaitMs: whole(attention[0]!.median) } };
}

const keyOf = (start: Date) => start.toISOString();
const whole = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : Math.round(ms));

function byStart<Row extends { start: Date }>(rows: Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [keyOf(row.start), row]));
}

function sums<Row extends { count: number }>(rows: Row[], keyOfRow: (row: Row) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(keyOfRow(row), (counts.get(keyOfRow(row)) ?? 0) + row.count);
  return counts;
}
