import { CONSENT_WORDS, type ConsentLocale } from './consent-words';

/** What the words of a lead's text say about being texted. */
export type ConsentClass =
  /** STOP and its like, and nothing else. */
  | 'opt_out'
  /** START and its like. */
  | 'opt_in'
  /** YES: an opt-in of somebody who is opted out, an ordinary answer of everybody else. */
  | 'yes'
  | 'help'
  /** It sounds like an opt-out: a person has to look. */
  | 'near_opt_out'
  | 'none';

/** A text's class, and the word that gave it: a keyword in its plain form, or null. */
export interface Classified {
  class: ConsentClass;
  word: string | null;
}

/** Longer texts than any that are only a keyword, emoji and all. */
const LONGEST_KEYWORD = 100;
/** What a near opt-out has to say, it says early; texts of this length are longer than a provider carries. */
const LONGEST_READ = 2_000;
const NONE: Classified = { class: 'none', word: null };

/**
 * What a text says about consent. Keywords are the whole text, after NFKC, without case, accents, punctuation and emoji; a
 * text that repeats one ("stop stop") is one too. What only sounds like an opt-out is looser, so it decides nothing by itself.
 * @param locales the languages to look in; all by default
 */
export function classify(
  text: string,
  locales: readonly ConsentLocale[] = Object.keys(CONSENT_WORDS) as ConsentLocale[],
): Classified {
  const keyword = text.length <= LONGEST_KEYWORD ? keywordOf(text, keywordsOf(locales)) : null;
  if (keyword !== null) return keyword;
  const said = plain(text.slice(0, LONGEST_READ), ' ').replaceAll(/ +/g, ' ').trim();
  if (said === '') return NONE;
  const near =
    opensWithStop(text) ||
    locales.some((locale) => CONSENT_WORDS[locale].nearOptOut.some((pattern) => pattern.test(said)));
  return near ? { class: 'near_opt_out', word: null } : NONE;
}

function keywordOf(text: string, keywords: ReadonlyMap<string, ConsentClass>): Classified | null {
  // "opt-out" is "optout" where punctuation is left out, and "opt out" where it parts words; both are known.
  for (const gap of ['', ' ']) {
    const words = plain(text, gap).split(' ').filter(Boolean);
    const whole = words.every((word) => word.length === 1) ? words.join('') : words.join(' '); // "S T O P"
    const found = keywords.get(whole);
    if (found !== undefined) return { class: found, word: whole };
    const [first = ''] = words;
    if (words.length > 1 && words.every((word) => keywords.get(word) === 'opt_out')) {
      return { class: 'opt_out', word: first };
    }
  }
  return null;
}

/** "STOP. I mean it": a keyword that is a sentence of its own, and more behind it. */
function opensWithStop(text: string): boolean {
  const [first = ''] = text
    .trim()
    .slice(0, LONGEST_KEYWORD)
    .split(/[.!\n\r;]/, 1);
  return STOPS.has(plain(first, '').trim()) && first.length < text.trim().length;
}

/** Those that open no ordinary sentence. */
const STOPS = new Set(['stop', 'unsubscribe', 'optout', 'arret', 'arretez', 'stopp', 'pare', 'paren']);

/** Lower-case letters, digits and single spaces: `gap` stands for what is punctuation, emoji or a mark of any kind. */
function plain(text: string, gap: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\p{M}\p{Cf}]/gu, '')
    .replaceAll(/[^\p{L}\p{N}\s]/gu, gap)
    .replaceAll(/\s+/g, ' ');
}

const lists = new Map<string, ReadonlyMap<string, ConsentClass>>();

function keywordsOf(locales: readonly ConsentLocale[]): ReadonlyMap<string, ConsentClass> {
  const key = locales.join();
  const known = lists.get(key);
  if (known) return known;
  const words = new Map<string, ConsentClass>();
  for (const locale of locales) {
    const { optOut, optIn, optInAgain, help } = CONSENT_WORDS[locale];
    for (const word of optInAgain) words.set(word, 'yes');
    for (const word of help) words.set(word, 'help');
    for (const word of optIn) words.set(word, 'opt_in');
    for (const word of optOut) words.set(word, 'opt_out');
  }
  lists.set(key, words);
  return words;
}
