import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { Answer } from '../../api/operations';
import { queryClient } from '../../app/queries';

export type Lead = Answer<'GET /leads/{leadId}'>;
export type Campaign = Answer<'GET /campaigns/{campaignId}'>;
export type DoNotContact = Answer<'GET /leads/{leadId}/do-not-contact'>[number];

export function leadQuery(leadId: string) {
  return queryOptions({
    queryKey: ['GET /leads/{leadId}', leadId] as const,
    queryFn: ({ signal }) => call('GET /leads/{leadId}', { params: { leadId }, signal }),
  });
}

export function campaignQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['GET /campaigns/{campaignId}', campaignId] as const,
    queryFn: ({ signal }) => call('GET /campaigns/{campaignId}', { params: { campaignId }, signal }),
  });
}

export function doNotContactQuery(leadId: string) {
  return queryOptions({
    queryKey: ['GET /leads/{leadId}/do-not-contact', leadId] as const,
    queryFn: ({ signal }) => call('GET /leads/{leadId}/do-not-contact', { params: { leadId }, signal }),
  });
}

export function consentQuery(leadId: string) {
  return queryOptions({
    queryKey: ['GET /leads/{leadId}/consent', leadId] as const,
    queryFn: ({ signal }) => call('GET /leads/{leadId}/consent', { params: { leadId }, signal }),
  });
}

export function workflowQuery(interactionId: string) {
  return queryOptions({
    queryKey: ['GET /interactions/{interactionId}/workflow', interactionId] as const,
    queryFn: ({ signal }) => call('GET /interactions/{interactionId}/workflow', { params: { interactionId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Has everything read again that tells whether a lead may be texted, and about what: lists, heads and timelines too. */
export async function refreshLead(leadId: string): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey: [operation, of] }) =>
      String(operation).startsWith('GET /interactions') ||
      (String(operation).startsWith('GET /leads/{leadId}') && of === leadId),
  });
}

/**
 * A lead's conversations, as a list: under the key and in the form of every list of conversations, so that live changes
 * reach it too. The search looks for the lead's id, which is cheap; `GET /interactions/lead/{leadId}` would bring all texts.
 */
export function conversationsOfLeadQuery(leadId: string) {
  return infiniteQueryOptions({
    queryKey: ['GET /interactions', { search: leadId }] as const,
    queryFn: ({ pageParam, signal }) =>
      call('GET /interactions', { query: { search: leadId, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}
