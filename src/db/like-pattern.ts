/** What people look for, as a part of `like`: lower case, with `like`'s own signs for "any" taken as themselves. */
export function likePattern(search: string): string {
  return search
    .trim()
    .toLowerCase()
    .replaceAll(/[\\%_]/g, '\\$&');
}
