import { z } from 'zod';
import { id, timestamp } from './fields';
import { defineRoute } from './route';

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 21:00')
  .meta({ example: '21:00' });

/** When leads are not texted, by their own clocks. */
export const quietHours = z
  .strictObject({ from: clock, until: clock.meta({ example: '08:00' }) })
  .refine(({ from, until }) => from !== until, { path: ['until'], error: 'must be another time than "from"' })
  .meta({
    description: "By the lead's own clock: from this minute until before that one, over midnight where that is earlier",
    example: { from: '21:00', until: '08:00' },
  });

const leadClock = z
  .strictObject({
    timezones: z.array(z.string()).meta({
      description: "The zones in which the lead may be: its own where it is known, else those of its number's area",
      example: ['America/New_York'],
    }),
    timezoneKnown: z.boolean().meta({ description: "Whether it is the lead's own" }),
    quietHours: quietHours.nullable().meta({ description: "The organisation's; null: it has none" }),
    quiet: z
      .strictObject({ from: timestamp, until: timestamp })
      .nullable()
      .meta({ description: 'The quiet time that is now (`from` is past) or comes next; null: none' }),
    answersUntil: timestamp.nullable().meta({
      description:
        'Until then a text answers the lead, and does not have to wait; null: it has to, or there is no conversation',
    }),
  })
  .meta({ id: 'LeadClock', description: 'What time it is where a lead may be, and whether it is quiet there' });

const answer = { status: 200, description: "The lead's clock", data: leadClock } as const;

/** Quiet hours, as they are for a lead. */
export const quietHoursRoutes = {
  ofInteraction: defineRoute({
    operationId: 'readInteractionQuietHours',
    method: 'get',
    path: '/interactions/{interactionId}/quiet-hours',
    tag: 'Conversations',
    summary: 'In which time zones the lead may be, and when a text to it would have to wait',
    access: 'operator',
    params: z.strictObject({ interactionId: id }),
    answer,
  }),
  ofLead: defineRoute({
    operationId: 'readLeadQuietHours',
    method: 'get',
    path: '/leads/{leadId}/quiet-hours',
    tag: 'Leads',
    summary: 'In which time zones a lead may be, and when a first text to it would have to wait',
    access: 'operator',
    params: z.strictObject({ leadId: id }),
    answer,
  }),
};
