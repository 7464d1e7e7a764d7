/** Where a lead stands for those who work on it; independent of its conversations' statuses. */
export const LEAD_STATUSES = [
  'new',
  'pending',
  'processing',
  'qualified',
  'disqualified',
  'queued',
  'pending_action',
  'no_answer',
  'voicemail',
  'contacted',
  'scheduled_callback',
  'no_contact',
  'pending_signature',
  'document_sent',
  'signed',
  'delivered',
  'accepted',
  'duplicate',
  'failed',
  'error',
  'rejected',
  'missing_data',
  'dnc',
] as const;

export type LeadStatus = (typeof LEAD_STATUSES)[number];

/** What is known of a lead beyond its contact: a question and what the lead answered. */
export interface KnownAnswer {
  key: string;
  question: string;
  answer: string;
}

/**
 * A lead's answers with some of them given anew: by key, in the order in which they came. A question that is not given
 * stays as it was; for a new key it is the campaign's, else the key itself. An empty answer is one that is not known.
 */
export function mergeAnswers(
  known: readonly KnownAnswer[],
  given: readonly { key: string; question?: string; answer: string }[],
  asked: readonly { key: string; question: string }[],
): KnownAnswer[] {
  const merged = new Map(known.map((entry) => [entry.key, entry]));
  for (const { key, question, answer } of given) {
    const before = merged.get(key)?.question ?? asked.find((each) => each.key === key)?.question ?? key;
    merged.set(key, { key, question: question ?? before, answer });
  }
  return [...merged.values()];
}
