import type { Answer, ItemOf } from '../api/operations';

/** What the API's codes are called in the page: one place, so that a thing has one name everywhere. */

export type InteractionStatus = ItemOf<'GET /interactions'>['status'];
export type Message = Answer<'GET /interactions/{interactionId}/messages'>['messages'][number];

export const STATUS_LABELS: Record<InteractionStatus, string> = {
  in_progress: 'In progress',
  completed: 'Completed',
  incomplete: 'Incomplete',
  follow_up: 'Follow up',
  qualified: 'Qualified',
  disqualified: 'Disqualified',
  dnc: 'Do not contact',
};

export const SOURCE_LABELS: Record<Message['source'], string> = {
  manual: 'Person',
  api: 'API',
  inbound: 'Lead',
  sms_agent: 'AI agent',
  system: 'System',
};

export const STATE_LABELS: Record<Message['state'], string> = {
  received: 'Received',
  scheduled: 'Scheduled',
  queued: 'Waiting to be sent',
  sending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  undelivered: 'Not delivered',
  failed: 'Failed',
  unconfirmed: 'Unconfirmed',
  withheld: 'Withheld',
};

/** Why a person should look at a conversation. */
export const ATTENTION_LABELS = {
  agent_failed: 'The agent gave no answer',
  send_failed: 'A text was not delivered',
  send_unconfirmed: 'Nobody knows whether a text was sent',
  near_opt_out: 'The lead may want to opt out',
  late_text: 'A text came late',
  answer_limit: 'The agent answered too often',
} as const;

export type LeadStatus = Answer<'GET /leads/{leadId}'>['status'];

/** Every status of a lead, in the order in which one works through them; the compiler knows when one is missing. */
export const LEAD_STATUSES = Object.keys({
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
  document_sent: true,
  pending_signature: true,
  signed: true,
  delivered: true,
  accepted: true,
  rejected: true,
  missing_data: true,
  duplicate: true,
  failed: true,
  error: true,
  dnc: true,
} satisfies Record<LeadStatus, true>) as LeadStatus[];

/** Whether a lead may be texted. */
export const CONSENT_LABELS: Record<ItemOf<'GET /interactions'>['consent'], string> = {
  ok: 'May be texted',
  opted_out: 'Opted out',
  do_not_contact: 'Do Not Contact',
};

/** A lead's status, `scheduled_callback`, as words: "Scheduled callback". */
export function leadStatusLabel(status: string): string {
  if (status === 'dnc') return STATUS_LABELS.dnc;
  const words = status.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A lead by name, or by number where it has none. */
export function leadName(lead: { firstName: string; lastName: string }, phone: string): string {
  return `${lead.firstName} ${lead.lastName}`.trim() || phoneLabel(phone);
}

/** A number as people of its country read it, where that is the North American plan; else in E.164. */
export function phoneLabel(phone: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : phone;
}

export type Provider = NonNullable<ItemOf<'GET /campaigns'>['provider']>;

export const PROVIDER_LABELS: Record<Provider, string> = { twilio: 'Twilio', vonage: 'Vonage' };

/** A provider's name as its company writes it; one that this page does not know yet by its code. */
export function providerLabel(provider: string): string {
  return PROVIDER_LABELS[provider as Provider] ?? provider;
}

export type Role = ItemOf<'GET /users'>['role'];

export const ROLE_LABELS: Record<Role, string> = { operator: 'Operator', admin: 'Admin' };
