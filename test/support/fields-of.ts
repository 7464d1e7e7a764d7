/** The paths of all fields; of a list, those of its first entry. */
export function fieldsOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return fieldsOf(value[0], `${at}[]`);
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value)
    .flatMap(([name, inner]) => fieldsOf(inner, `${at}.${name}`))
    .sort();
}
