import { z } from 'zod';
import { id } from './fields';
import { defineRoute } from './route';

const evidenceRecord = z
  .strictObject({
    at: z.iso
      .datetime()
      .meta({ description: 'ISO 8601, UTC, to the microsecond', example: '2026-02-15T10:30:00.000000Z' }),
    record: z.enum(['text', 'consent', 'do_not_contact', 'decision', 'delivery_report']),
    what: z.string().meta({
      description: "A text's direction and state, a kind of consent, an event of the timeline, a provider's status",
      example: 'inbound received',
    }),
    ourNumber: z.string().nullable().meta({ example: '+18335645667' }),
    interactionId: z.string().nullable(),
    messageId: z.string().nullable(),
    text: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'EvidenceRecord' });

export const evidenceRoutes = {
  ofLead: defineRoute({
    operationId: 'exportEvidence',
    method: 'get',
    path: '/leads/{leadId}/evidence',
    tag: 'Consent',
    summary: 'Everything that happened with the phone number of a lead, oldest first',
    description:
      'Each text, word about consent, decision and delivery report, whichever lead had the number. As CSV, a cell that a spreadsheet would take for a formula begins with an apostrophe.',
    access: 'admin',
    params: z.strictObject({ leadId: id }),
    query: z.strictObject({ format: z.enum(['json', 'csv']).default('json') }),
    errors: ['MISSING_LEAD_PHONE'],
    answer: {
      status: 200,
      description: 'The evidence, whole',
      data: z.strictObject({ leadId: id, leadNumber: z.string(), records: z.array(evidenceRecord) }),
      csv: true,
    },
  }),
};
