import type { FieldProblem } from '../api/call';

/** A message of the API about a field, "must not be empty", as the field shows it: "Must not be empty". */
export function asSentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** What the API found wrong, parted into what a field of the form can show and what has to be said beside it. */
export interface SortedProblems {
  atField: Record<string, string>;
  elsewhere: string[];
}

/**
 * @param placeOf the field of the form where a problem is shown; null: it has none
 */
export function sortProblems(
  problems: readonly FieldProblem[],
  placeOf: (field: string) => string | null,
): SortedProblems {
  const sorted: SortedProblems = { atField: {}, elsewhere: [] };
  for (const { field, message } of problems) {
    const place = placeOf(field);
    if (place === null) sorted.elsewhere.push(`${field} ${message}`);
    else sorted.atField[place] ??= asSentence(message);
  }
  return sorted;
}

/** `questions.3.key`, then `questions.3`, then `questions`: where a problem may be shown, the nearest first. */
export function placesOf(field: string): string[] {
  const parts = field.split('.');
  return parts.map((_, count) => parts.slice(0, parts.length - count).join('.'));
}
