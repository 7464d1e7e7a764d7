/** A conversation's status [S]; independent of the lead's. */
export const INTERACTION_STATUSES = [
  'in_progress',
  'completed',
  'incomplete',
  'follow_up',
  'qualified',
  'disqualified',
  'dnc',
] as const;
export type InteractionStatus = (typeof INTERACTION_STATUSES)[number];
