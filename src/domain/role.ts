/** What a person or a key may do: an operator reads and answers conversations, an admin also changes settings. */
export const ROLES = ['admin', 'operator'] as const;

export type Role = (typeof ROLES)[number];
