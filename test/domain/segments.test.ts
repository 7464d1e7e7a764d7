import { type Segmentation, segmentation } from '../../src/domain/segments';

/** The 127 characters of the GSM alphabet in one septet, written out again from the standard (sms.md, section 8). */
const BASIC =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \n\r!"#$%&\'()*+,-./:;<=>?@_' +
  '£¥§¡¿¤ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ';
const EXTENDED = '^{}\\[]~|€\f';

const gsm = (segments: number): Segmentation => ({ encoding: 'GSM-7', segments, forcing: [] });
const ucs2 = (segments: number, ...forcing: string[]): Segmentation => ({ encoding: 'UCS-2', segments, forcing });

const cases: [what: string, text: string, expected: Segmentation][] = [
  ['an empty text', '', gsm(1)],
  ['plain words', 'See you at 10', gsm(1)],
  ['the whole one-septet alphabet', BASIC, gsm(1)],
  ['every two-septet character', EXTENDED, gsm(1)],
  ['160 septets', 'a'.repeat(160), gsm(1)],
  ['161 septets', 'a'.repeat(161), gsm(2)],
  ['306 septets', 'a'.repeat(306), gsm(2)],
  ['307 septets', 'a'.repeat(307), gsm(3)],
  ['the longest text that is allowed', 'a'.repeat(1600), gsm(11)],
  ['80 two-septet characters', '€'.repeat(80), gsm(1)],
  ['81 two-septet characters', '€'.repeat(81), gsm(2)],
  ['a two-septet character as the 160th and 161st septet', `${'a'.repeat(159)}€`, gsm(2)],
  // 152 + 2 does not fit 153: the pair begins the second segment, and 306 septets no longer fit two.
  ['an escape pair on a boundary', `${'a'.repeat(152)}€${'a'.repeat(151)}`, gsm(2)],
  ['an escape pair on a boundary that costs a segment', `${'a'.repeat(152)}€${'a'.repeat(152)}`, gsm(3)],
  ['an escape pair that ends just before the boundary', `${'a'.repeat(151)}€${'a'.repeat(153)}`, gsm(2)],
  ['escape pairs alone: 76 fit a joined segment, not 76.5', '€'.repeat(153), gsm(3)],
  ['a curly quote', 'it’s', ucs2(1, '’')],
  ['characters that force, each once, in order', 'ç `á` ç — “a”', ucs2(1, 'ç', '`', 'á', '—', '“', '”')],
  ['capital Ç does not force, small ç does', 'Çç', ucs2(1, 'ç')],
  ['a tab', 'a\tb', ucs2(1, '\t')],
  ['70 units', `é…${'a'.repeat(68)}`, ucs2(1, '…')],
  ['71 units', `é…${'a'.repeat(69)}`, ucs2(2, '…')],
  ['134 units', '漢'.repeat(134), ucs2(2, '漢')],
  ['135 units', '漢'.repeat(135), ucs2(3, '漢')],
  ['an extended character is one unit once UCS-2 is forced', `${'€'.repeat(69)}漢`, ucs2(1, '漢')],
  ['35 emoji, two units each', '😀'.repeat(35), ucs2(1, '😀')],
  ['36 emoji', '😀'.repeat(36), ucs2(2, '😀')],
  ['a surrogate pair on a boundary', `${'a'.repeat(66)}😀${'a'.repeat(65)}`, ucs2(2, '😀')],
  ['a surrogate pair on a boundary that costs a segment', `${'a'.repeat(66)}😀${'a'.repeat(66)}`, ucs2(3, '😀')],
  ['surrogate pairs alone: 33 fit a joined segment, not 33.5', '😀'.repeat(67), ucs2(3, '😀')],
];

test.each(cases)('%s', (_what, text, expected) => {
  expect(segmentation(text)).toEqual(expected);
});

test('the alphabet of the cases is whole: 127 characters and 10 extended ones', () => {
  expect(new Set(BASIC).size).toBe(127);
  expect(new Set(EXTENDED).size).toBe(10);
});
