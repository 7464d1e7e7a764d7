/**
 * Characters that make a text cost more (they force UCS-2) and have a look-alike in the GSM alphabet. Only what nobody
 * would miss: a letter with an accent is another letter, and stays.
 */
const LOOK_ALIKES: Record<string, string> = {
  ...sameFor('"', '“”„‟«»″〝〞'),
  ...sameFor("'", '‘’‚‛´`′‹›'),
  ...sameFor('-', '‐‑‒–—―−⁃•'),
  ...sameFor(' ', '\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t'),
  ...sameFor('', '\u200b\u2060\ufeff\u00ad'),
  '…': '...',
  '½': '1/2',
  '¼': '1/4',
  '¾': '3/4',
  '×': 'x',
  ﬁ: 'fi',
  ﬂ: 'fl',
};

/** Full-width forms, as keyboards for Chinese and Japanese write them, are ASCII at a fixed distance. */
const FULL_WIDTH_FIRST = 0xff01;
const FULL_WIDTH_LAST = 0xff5e;
const FULL_WIDTH_DISTANCE = 0xff01 - 0x21;

const NAMES: Record<string, string> = {
  '\u00a0': 'no-break space',
  '\u200b': 'zero-width space',
  '\u2060': 'word joiner',
  '\ufeff': 'byte order mark',
  '\u00ad': 'soft hyphen',
  '\t': 'tab',
  '\u202f': 'narrow no-break space',
  '\u200d': 'joiner',
  '\ufe0f': 'emoji variant',
};

function sameFor(plain: string, characters: string): Record<string, string> {
  return Object.fromEntries([...characters].map((character) => [character, plain]));
}

function lookAlikeOf(character: string): string | undefined {
  if (Object.hasOwn(LOOK_ALIKES, character)) return LOOK_ALIKES[character];
  const code = character.codePointAt(0)!;
  if (code < FULL_WIDTH_FIRST || code > FULL_WIDTH_LAST) return undefined;
  return String.fromCodePoint(code - FULL_WIDTH_DISTANCE);
}

/** Those of a text's characters that have a look-alike. */
export function replaceable(characters: readonly string[]): string[] {
  return characters.filter((character) => lookAlikeOf(character) !== undefined);
}

/** The text with look-alikes in place of what forces UCS-2. */
export function withLookAlikes(text: string): string {
  return [...text].map((character) => lookAlikeOf(character) ?? character).join('');
}

/** A character as people can see it: those that show nothing are named. */
export function visible(character: string): string {
  if (Object.hasOwn(NAMES, character)) return NAMES[character]!;
  if (/\p{Zs}/u.test(character)) return 'wide space';
  return /\p{C}/u.test(character)
    ? `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
    : character;
}
