/** What "Why?" is about: everything, or one text. */
export type WhyAbout = 'all' | `msg_${string}`;

const TEXT = /^msg_[A-Za-z0-9_-]{1,96}$/;

/** What "Why?" is about, by an address: `?why=all` or `?why=msg_…`; anything else is not asked. */
export function whyOf(search: Record<string, unknown>): { why?: WhyAbout } {
  const { why } = search;
  if (why === 'all') return { why };
  return typeof why === 'string' && TEXT.test(why) ? { why: why as WhyAbout } : {};
}
