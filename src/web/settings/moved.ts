/** The same list with one of its items elsewhere. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const rest = items.filter((_, place) => place !== from);
  const item = items[from];
  return item === undefined || to < 0 || to >= items.length
    ? [...items]
    : [...rest.slice(0, to), item, ...rest.slice(to)];
}
