import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { Answer, ItemOf } from '../../api/operations';
import { serverNow } from '../../api/server-clock';
import { CLOCK, SCHEDULED } from '../../live/cache-keys';

export type ScheduledText = ItemOf<typeof SCHEDULED>;
/** What time it is where a lead may be, and whether it is quiet there. */
export type LeadClock = Answer<typeof CLOCK>;

/** More than anybody schedules in one conversation. */
const MOST_SHOWN = 100;

/** A conversation's scheduled texts, the soonest first; live by its key (live/cache-keys.ts). */
export function scheduledTextsQuery(interactionId: string) {
  return queryOptions({
    queryKey: [SCHEDULED, interactionId] as const,
    queryFn: ({ signal }) => call(SCHEDULED, { query: { interactionId, limit: MOST_SHOWN }, signal }),
  });
}

const SOONEST_MS = 1_000;
const LATEST_MS = 5 * 60_000;

/** Quiet hours where the lead of a conversation is; asked for again when they begin or end, and after changes. */
export function clockQuery(interactionId: string) {
  return queryOptions({
    queryKey: [CLOCK, interactionId] as const,
    queryFn: ({ signal }) => call(CLOCK, { params: { interactionId }, signal }),
    refetchInterval: untilEdge,
  });
}

/** Quiet hours where a lead is, for a conversation that has not begun. */
export function leadClockQuery(leadId: string) {
  return queryOptions({
    queryKey: ['GET /leads/{leadId}/quiet-hours', leadId] as const,
    queryFn: ({ signal }) => call('GET /leads/{leadId}/quiet-hours', { params: { leadId }, signal }),
    refetchInterval: untilEdge,
  });
}

function untilEdge({ state }: { state: { data?: LeadClock } }): number {
  return Math.min(Math.max(nextEdge(state.data) - serverNow(), SOONEST_MS), LATEST_MS);
}

function nextEdge(clock: LeadClock | undefined): number {
  const edges = [clock?.quiet?.from, clock?.quiet?.until, clock?.answersUntil].map((edge) => Date.parse(edge ?? ''));
  return Math.min(...edges.filter((edge) => edge > serverNow()));
}
