import { z } from 'zod';
import { e164, id, timestamp, words } from './fields';
import { interactionView } from './interactions';
import { pageQuery } from './page';
import { defineRoute } from './route';

const kind = z.enum(['opted_out', 'opted_in']);
const state = z.enum(['opted_in', 'opted_out', 'none']).meta({ description: '`none`: nothing was ever said' });
const since = timestamp.nullable();
const reason = words(500)
  .refine((value) => value.trim() !== '', 'must not be empty')
  .meta({ example: 'Asked on the phone not to be texted' });
const consentEventId = id.meta({ example: 'consent_01kb7v0c3m6d2k8e9f4g5h6j7n' });

const consentEvent = z
  .strictObject({
    consentEventId,
    kind,
    origin: z.enum(['keyword', 'person', 'provider']),
    word: z.string().nullable().meta({ description: "The keyword, or the provider's name for it", example: 'stop' }),
    reason: z.string().nullable(),
    setBy: z
      .string()
      .nullable()
      .meta({ description: 'A person (`user_…`) or a key (`key_…`)', example: 'user_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    setByName: z.string().nullable(),
    leadNumber: z.string().meta({ description: 'The phone number that it is about, E.164', example: '+12125551234' }),
    ourNumber: z
      .string()
      .nullable()
      .meta({ description: "The number of ours that it was said to; null: a person's word about all", example: null }),
    covers: z
      .enum(['tenant', 'number'])
      .meta({ description: "Every number of ours, or that one: as the tenant's `optOutScope` was then" }),
    interactionId: id.nullable().meta({ example: 'int_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    messageId: z.string().nullable().meta({ example: 'msg_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    at: timestamp,
  })
  .meta({ id: 'ConsentEvent', description: 'What was said once about texting a phone number; never changed' });

const consentView = z
  .strictObject({
    state: state.meta({ description: '`opted_out`: from one of our numbers at least' }),
    since,
    scope: z.enum(['tenant', 'number']),
    numbers: z
      .array(z.strictObject({ ourNumber: z.string().meta({ example: '+18335645667' }), state, since }))
      .meta({ description: 'Each number of ours that has to do with this phone, where the scope is `number`' }),
    events: z.array(consentEvent).meta({ description: 'The ledger, newest first' }),
    next: z.string().nullable().meta({ description: 'The cursor of the next page of events; null on the last' }),
  })
  .meta({ id: 'Consent', description: "A lead's consent, which is its phone number's" });

const tag = 'Consent';
const params = z.strictObject({ leadId: id });

export const consentRoutes = {
  ofLead: defineRoute({
    operationId: 'readLeadConsent',
    method: 'get',
    path: '/leads/{leadId}/consent',
    tag,
    summary: 'Whether a lead may be texted by its own word, and everything it rests on',
    description:
      "Consent belongs to the phone number: it is the same for every lead with this phone, and a lead's new number has its own. " +
      'The events are those of the number, and those of this lead from when it had another.',
    access: 'operator',
    params,
    query: z.strictObject(pageQuery),
    answer: { status: 200, description: 'The consent, with a page of its ledger', data: consentView },
  }),
  decide: defineRoute({
    operationId: 'recordLeadConsent',
    method: 'post',
    path: '/leads/{leadId}/consent',
    tag,
    summary: 'Write down that a lead opted out, or in again',
    description:
      'An opt-out blocks every text to the phone number from then on, queued ones and the agent’s replies included; a turn that waits is dropped. ' +
      'Where the provider blocks the number itself, only the lead’s own START ends that.',
    access: 'operator',
    params,
    body: z
      .strictObject({
        kind,
        reason,
        ourNumber: e164.optional().meta({
          description: 'For this number of ours alone, where the scope is `number`; left out: all',
          example: '+18335645667',
        }),
      })
      .meta({ example: { kind: 'opted_out', reason: 'Asked on the phone not to be texted' } }),
    errors: ['MISSING_LEAD_PHONE'],
    answer: { status: 200, description: 'The consent as it is now, with the newest events', data: consentView },
  }),
  nearOptOut: defineRoute({
    operationId: 'decideNearOptOut',
    method: 'post',
    path: '/interactions/{interactionId}/near-opt-out',
    tag,
    summary: 'Decide about a text that sounds like an opt-out',
    description:
      '`opt_out`: it was one, which goes into the ledger with the reason. `go_on`: it was none; the agent is asked once about everything that waited.',
    access: 'operator',
    params: z.strictObject({ interactionId: id }),
    body: z
      .strictObject({
        decision: z.enum(['opt_out', 'go_on']),
        reason: reason.optional().meta({ description: 'For the ledger, with `opt_out` alone' }),
      })
      .refine((body) => body.decision === 'opt_out' || body.reason === undefined, {
        path: ['reason'],
        message: 'belongs to opt_out alone',
      })
      .meta({ example: { decision: 'go_on' } }),
    errors: ['NOTHING_TO_DECIDE'],
    answer: { status: 200, description: 'The conversation as it is now', data: interactionView },
  }),
};
