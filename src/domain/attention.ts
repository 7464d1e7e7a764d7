/**
 * Why a person should look at a conversation, by the names of `interactions.attention`, in the words of the Temporal UI.
 */
export const ATTENTION = {
  agent_failed: 'agent failed',
  send_failed: 'send failed',
  send_unconfirmed: 'send unconfirmed',
  near_opt_out: 'near opt-out',
  late_text: 'late text',
  answer_limit: 'answer limit',
} as const;

export type AttentionReason = keyof typeof ATTENTION;

export const ATTENTION_REASONS = Object.keys(ATTENTION) as [AttentionReason, ...AttentionReason[]];

/** A reason in the words of a conversation's state. */
export type NeedsPerson = (typeof ATTENTION)[AttentionReason];

/** What a new reason makes of the one that stands: only the decision about a near opt-out takes it away. */
export function withReason(stands: NeedsPerson | null, why: NeedsPerson): NeedsPerson {
  return stands === 'near opt-out' ? stands : why;
}

/** What is left when the agent answered: a late text is for a person to see. */
export function withoutReasonOfAgent(stands: NeedsPerson | null): NeedsPerson | null {
  return stands === 'late text' ? stands : withoutReason(stands);
}

/** What is left when a person acted. */
export function withoutReason(stands: NeedsPerson | null): NeedsPerson | null {
  return stands === 'near opt-out' ? stands : null;
}
