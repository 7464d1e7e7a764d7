/**
 * How the page's addresses say what they narrow to: plainly, `?days=7&search=ann`. The router's own way is JSON, which puts quotes
 * around a text that looks like a number, so that links read `days=%227%22`.
 */

/** @param search with or without its `?` @returns each parameter as text; of one that is there twice, the last */
export function parseSearch(search: string): Record<string, string> {
  const params = [...new URLSearchParams(search)].map(([name, value]) => [name, withoutJson(value)]);
  return Object.fromEntries(params);
}

/** @returns with its `?`; empty where nothing is said */
export function stringifySearch(search: Record<string, unknown>): string {
  const said = Object.entries(search).filter(([, value]) => value !== undefined);
  const params = new URLSearchParams(said.map(([name, value]): [string, string] => [name, String(value)]));
  return said.length === 0 ? '' : `?${params}`;
}

/** Links of before, which people have kept, quote what is JSON itself: `"7"`, `"true"`. Other quotes are the person's own. */
function withoutJson(value: string): string {
  if (!/^".*"$/s.test(value)) return value;
  try {
    const text = JSON.parse(value);
    JSON.parse(text);
    return text;
  } catch {
    return value;
  }
}
