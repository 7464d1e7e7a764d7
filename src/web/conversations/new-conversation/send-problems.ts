import { ApiFailure } from '../../api/call';

/** The fields of a first text. */
export type SendField = 'leadId' | 'campaignId' | 'from' | 'message';

const FIELDS: readonly string[] = ['leadId', 'campaignId', 'from', 'message'] satisfies SendField[];

/** At which field each refusal belongs, and what to say there. */
const REFUSALS: Record<string, { field: SendField; message: string }> = {
  NOT_FOUND: { field: 'leadId', message: 'This lead is not there any more' },
  MISSING_LEAD_PHONE: { field: 'leadId', message: 'This lead has no number. Add one first' },
  CONTACT_OPTED_OUT: { field: 'leadId', message: 'This lead may not be texted' },
  CAMPAIGN_NOT_FOUND: { field: 'campaignId', message: 'This campaign is not there any more' },
  CAMPAIGN_ARCHIVED: { field: 'campaignId', message: 'This campaign is archived. Choose another' },
  MISSING_PHONE_NUMBER: { field: 'from', message: 'There is no number to send from. An admin has to add one' },
  FROM_NOT_OURS: { field: 'from', message: 'This number may not send texts. Choose another' },
};

/** What a refused send says of the form's fields; nothing where it is about none of them. */
export function fieldProblems(error: unknown): Partial<Record<SendField, string>> {
  if (!(error instanceof ApiFailure)) return {};
  const refusal = REFUSALS[error.code];
  if (refusal) return { [refusal.field]: refusal.message };
  return Object.fromEntries(
    error.fields.filter(({ field }) => FIELDS.includes(field)).map((at) => [at.field, at.message]),
  );
}
