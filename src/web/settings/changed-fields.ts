/**
 * The fields that differ between what was read and what is to be saved. Only these are sent, so that what somebody else
 * changed meanwhile in the others stays.
 */
export function changedFields<Body extends object>(before: Body, after: Body): Partial<Body> {
  const changed: Partial<Body> = {};
  for (const name of Object.keys(after) as (keyof Body)[]) {
    if (!isSame(before[name], after[name])) changed[name] = after[name];
  }
  return changed;
}

/** Whether two plain values are the same: texts, numbers, null, lists and objects of these. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
