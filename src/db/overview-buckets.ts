/** What an overview is about. */
export interface OverviewRange {
  tenantId: string;
  from: Date;
  to: Date;
  /** Of the IANA database; days begin and end in it. */
  timezone: string;
  bucket: 'hour' | 'day';
}

/** The parameters of every query of the overview, in the order in which they name them. */
export function parametersOf({ tenantId, from, to, timezone, bucket }: OverviewRange): unknown[] {
  return [tenantId, from, to, timezone, bucket];
}

/**
 * An expression: the bucket that a time is in, by its beginning. A day is as long as it is in the time zone, 23 to 25 hours;
 * the hour that a change of the clocks repeats is two buckets.
 */
export const bucketOf = (time: string) => `date_trunc($5::text, ${time}, $4::text)`;

/**
 * The same for a time that many rows have: they are counted by the quarter of an hour first, which no zone's clock divides,
 * so that the zone is looked up some thousand times and not a million.
 */
export const quarterOf = (time: string) => `date_bin('15 minutes', ${time}, timestamptz '2000-01-01T00:00:00Z')`;

/** All buckets of the range, those in which nothing happened too. */
export const ALL_BUCKETS = `
  select case $5::text when 'day' then step at time zone 'UTC' at time zone $4::text else step end as start
    from generate_series(
      case $5::text when 'day' then date_trunc('day', $2::timestamptz at time zone $4::text) at time zone 'UTC'
                    else date_trunc('hour', $2::timestamptz, $4::text) end,
      case $5::text when 'day' then ($3::timestamptz - interval '1 microsecond') at time zone $4::text at time zone 'UTC'
                    else $3::timestamptz - interval '1 microsecond' end,
      case $5::text when 'day' then interval '24 hours' else interval '1 hour' end) step
   where $1::text is not null`;
