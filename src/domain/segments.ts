/**
 * How a text is cut into SMS segments (GSM 03.38 and 03.40). One segment holds 160 septets or 70 UCS-2 units; of several,
 * each gives 7 septets (3 units) to the header that joins them: 153 or 67.
 */
export interface Segmentation {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  /** The characters that force UCS-2, each once, in order of appearance; empty for GSM-7. */
  forcing: string[];
}

const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const GSM_EXTENDED = new Set('^{}\\[~]|€\f'); // an escape and a character: two septets

const LIMITS = { 'GSM-7': { single: 160, joined: 153 }, 'UCS-2': { single: 70, joined: 67 } } as const;

/** Counts a text's segments as a provider will. An empty text counts as one segment. */
export function segmentation(text: string): Segmentation {
  const characters = [...text];
  const forcing = [...new Set(characters.filter((c) => !GSM_BASIC.has(c) && !GSM_EXTENDED.has(c)))];
  const encoding = forcing.length === 0 ? 'GSM-7' : 'UCS-2';
  // In UCS-2 a character outside the basic plane takes two units (its surrogates), which is its length in JavaScript.
  const widths = characters.map((c) => (encoding === 'UCS-2' ? c.length : GSM_EXTENDED.has(c) ? 2 : 1));
  const { single, joined } = LIMITS[encoding];
  const total = widths.reduce((sum, width) => sum + width, 0);
  return { encoding, segments: total <= single ? 1 : pack(widths, joined), forcing };
}

/** Fills segments one after another: a pair that does not fit whole begins the next one, so dividing would miscount. */
function pack(widths: number[], capacity: number): number {
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > capacity) {
      segments++;
      used = 0;
    }
    used += width;
  }
  return segments;
}
