import type { ItemOf } from '../../api/operations';
import { leadStatusLabel } from '../../words/labels';

export type LeadStatus = ItemOf<'GET /leads'>['status'];

/** Every status of a lead, in the order of its way through a campaign; the type holds it to the API's. */
const STATUSES: Record<LeadStatus, true> = {
  new: true,
  pending: true,
  processing: true,
  queued: true,
  contacted: true,
  no_answer: true,
  voicemail: true,
  no_contact: true,
  scheduled_callback: true,
  pending_action: true,
  qualified: true,
  disqualified: true,
  pending_signature: true,
  document_sent: true,
  signed: true,
  delivered: true,
  accepted: true,
  rejected: true,
  duplicate: true,
  missing_data: true,
  failed: true,
  error: true,
  dnc: true,
};

/** As a choice. */
export const LEAD_STATUS_OPTIONS = Object.keys(STATUSES).map((value) => ({ value, label: leadStatusLabel(value) }));
