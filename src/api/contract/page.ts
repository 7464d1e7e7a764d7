import { z } from 'zod';
import { givenTime, wholeNumber } from './fields';

const ID = z.string().regex(/^[A-Za-z0-9_+-]{1,100}$/);

/**
 * Lists come in pages. A cursor says where the next one begins, by the values of the last item, not by counting: what is
 * added or removed meanwhile makes no item come twice or be left out.
 * @param parts what a list is ordered by: the form of each value
 */
const cursorOf = (...parts: z.ZodType[]) =>
  z
    .string()
    .max(300)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be the "next" of an answer before')
    .transform((given, context): string[] => {
      const values = readCursor(given);
      if (values.length === parts.length && parts.every((part, place) => part.safeParse(values[place]).success))
        return values;
      context.addIssue({ code: 'custom', message: 'must be the "next" of an answer before' });
      return z.NEVER;
    })
    .meta({
      description: 'The `next` of the page before',
      example: 'WyJsZWFkXzAxa2I3djBjM202ZDJrOGU5ZjRnNWg2ajduIl0',
    });

function readCursor(given: string): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(given, 'base64url').toString('utf8'));
    return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : [];
  } catch {
    return []; // not one of ours
  }
}

const limit = wholeNumber(1, 200, 50);

/** A page of a list that is ordered by ids, or by numbers. */
export const pageQuery = { cursor: cursorOf(ID).optional(), limit };

/** A page of a list that is ordered by times, and by ids where those are the same. */
export const timedPageQuery = { cursor: cursorOf(givenTime, ID).optional(), limit };

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
