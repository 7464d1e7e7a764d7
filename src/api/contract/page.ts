import { z } from 'zod';
import { wholeNumber } from './fields';

/**
 * Lists come in pages. A cursor says where the next one begins, by the values of the last item, not by counting: what is
 * added or removed meanwhile makes no item come twice or be left out.
 */
export const cursor = z
  .string()
  .max(300)
  .transform((given, context): string[] => {
    try {
      const parts: unknown = JSON.parse(Buffer.from(given, 'base64url').toString('utf8'));
      if (Array.isArray(parts) && parts.length > 0 && parts.every(isCursorPart)) return parts;
    } catch {
      // not one of ours
    }
    context.addIssue({ code: 'custom', message: 'must be the "next" of an answer before' });
    return z.NEVER;
  })
  .meta({
    type: 'string',
    description: 'The `next` of the page before',
    example: 'WyJsZWFkXzAxa2I3djBjM202ZDJrOGU5ZjRnNWg2ajduIl0',
  });

/** Times and ids are all that a list is ordered by. */
function isCursorPart(part: unknown): part is string {
  return typeof part === 'string' && /^[A-Za-z0-9_+:.-]{1,100}$/.test(part);
}

export const pageQuery = { cursor: cursor.optional(), limit: wholeNumber(1, 200, 50) };

/** The form of a page's answer. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last' }),
  });

/** A page as a query of `limit + 1` rows gives it: the row too many says that there is a next one. */
export function toPage<Item>(
  rows: Item[],
  limit: number,
  partsOf: (last: Item) => string[],
): { items: Item[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, next: more ? Buffer.from(JSON.stringify(partsOf(last))).toString('base64url') : null };
}
