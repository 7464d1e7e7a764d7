import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { type ConsentClass, classify } from '../../src/domain/consent';
import { CONSENT_WORDS } from '../../src/domain/consent-words';

/** `language class` → texts that people write, in `consent-texts.json`. */
const TEXTS: Record<string, string[]> = JSON.parse(readFileSync(path.join(__dirname, 'consent-texts.json'), 'utf8'));
const rows = Object.entries(TEXTS).flatMap(([kind, texts]) => {
  const [language = '', expected = ''] = kind.split(' ');
  return texts.map((text): [string, string, ConsentClass] => [language, text, expected as ConsentClass]);
});
const KEYWORDS = new Set(['opt_out', 'opt_in', 'help', 'yes']);
const keywordTexts = rows.filter(([, , expected]) => KEYWORDS.has(expected));

test('there are at least 200 texts, of every language and every class', () => {
  expect(rows.length).toBeGreaterThanOrEqual(200);
  expect(new Set(rows.map(([language]) => language))).toEqual(new Set(Object.keys(CONSENT_WORDS)));
  expect(new Set(rows.map(([, , expected]) => expected))).toEqual(new Set([...KEYWORDS, 'near_opt_out', 'none']));
});

test.each(rows)('%s: %j is %s', (_language, text, expected) => {
  expect(classify(text).class).toBe(expected);
});

test('a keyword is told in its plain form', () => {
  expect(classify(' Ａrrêt !')).toEqual({ class: 'opt_out', word: 'arret' });
  expect(classify('Opt-out')).toEqual({ class: 'opt_out', word: 'optout' });
  expect(classify('please stop')).toEqual({ class: 'near_opt_out', word: null });
});

test('the words of one language alone, where only that is asked for', () => {
  expect(classify('ALTO', ['en']).class).toBe('none');
  expect(classify('ALTO', ['es']).class).toBe('opt_out');
});

test('no word of one language means something else in another', () => {
  const meanings = new Map<string, string>();
  for (const { optOut, optIn, optInAgain, help } of Object.values(CONSENT_WORDS)) {
    for (const [kind, words] of Object.entries({ optOut, optIn, optInAgain, help })) {
      for (const word of words) {
        expect(`${word} ${meanings.get(word) ?? kind}`).toBe(`${word} ${kind}`);
        meanings.set(word, kind);
      }
    }
  }
});

const someKeyword = fc.constantFrom(...keywordTexts);

test('neither case, accents, punctuation, emoji nor width change what a keyword is', () => {
  const around = fc.string({ unit: fc.constantFrom(' ', '.', '!', '?', '…', '🙏', '\n', '"', '\u200b'), maxLength: 6 });
  const wide = (text: string) =>
    text.replaceAll(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0x21 + 0xff01));
  const change = fc.constantFrom<(text: string) => string>(
    (text) => text.toUpperCase(),
    (text) => text.toLowerCase(),
    (text) => text.normalize('NFD'),
    wide,
  );
  fc.assert(
    fc.property(someKeyword, around, around, change, ([, text, expected], before, after, changed) => {
      expect(classify(before + changed(text) + after).class).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test('a keyword inside a sentence is no keyword', () => {
  fc.assert(
    fc.property(someKeyword, fc.constantFrom('tomorrow', 'at 5', 'mañana', 'the'), ([, text], more) => {
      expect(['none', 'near_opt_out']).toContain(classify(`${text} ${more}`).class);
    }),
  );
});

test('any text has a class, soon', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
      expect(classify(text).class).toBeDefined();
    }),
  );
  const started = performance.now();
  for (const text of ['stop '.repeat(4_000), 'a'.repeat(20_000), 'do not want to '.repeat(1_500)]) classify(text);
  expect(performance.now() - started).toBeLessThan(1_000);
});
