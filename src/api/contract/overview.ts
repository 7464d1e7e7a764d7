import { z } from 'zod';
import { INTERACTION_STATUSES } from '../../domain/status';
import { givenTime, timestamp, timezone } from './fields';
import { defineRoute } from './route';

/** The longest range: a quarter of a year. */
export const MOST_DAYS = 92;
/** Up to this long a range is shown by the hour. */
export const HOURS_UP_TO_DAYS = 2;

const count = z.int().min(0);
const milliseconds = z.int().nullable().meta({ description: 'Milliseconds; null where there is none to count' });

const bucket = z.strictObject({
  start: timestamp,
  textsIn: count,
  textsOut: count.meta({ description: 'Without those that were withheld or are still scheduled' }),
  notDelivered: count.meta({ description: 'Texts of that time that failed or were not delivered' }),
  optOuts: count,
  answers: z
    .strictObject({ count, p50Ms: milliseconds, p95Ms: milliseconds })
    .meta({ description: "The agents' answers to turns that began then: from the lead's first text to the reply" }),
});

const overviewView = z
  .strictObject({
    from: timestamp,
    to: timestamp,
    timezone: z.string(),
    bucket: z.enum(['hour', 'day']),
    buckets: z.array(bucket),
    errorCodes: z
      .array(z.strictObject({ errorCode: z.string(), count }))
      .meta({ description: 'Why texts were not delivered, the most frequent first; empty: no code was given' }),
    now: z
      .strictObject({
        byStatus: z.strictObject(
          Object.fromEntries(INTERACTION_STATUSES.map((status) => [status, count])) as Record<
            (typeof INTERACTION_STATUSES)[number],
            typeof count
          >,
        ),
        attention: z.strictObject({ count, medianWaitMs: milliseconds }),
      })
      .meta({ description: 'Conversations as they are at this moment, whatever the range' }),
  })
  .meta({ id: 'Overview' });

export const overviewRoutes = {
  read: defineRoute({
    operationId: 'readOverview',
    method: 'get',
    path: '/overview',
    tag: 'Conversations',
    summary: 'What happened within a time, by the day or the hour, and how things stand now',
    description: `Up to ${MOST_DAYS} days; up to ${HOURS_UP_TO_DAYS} of them come by the hour. Days begin and end in the time zone; the first and the last bucket hold what of them is in the range.`,
    access: 'operator',
    query: z.strictObject({
      from: givenTime
        .optional()
        .meta({ description: 'By default seven days before `to`', example: '2026-02-01T00:00:00Z' }),
      to: givenTime.optional().meta({ description: 'By default now', example: '2026-03-01T00:00:00Z' }),
      timezone: timezone.default('UTC'),
    }),
    answer: { status: 200, description: 'The figures', data: overviewView },
  }),
};
