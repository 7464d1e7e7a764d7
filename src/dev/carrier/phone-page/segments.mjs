// @ts-check
/** The carrier's way of counting segments (../segments.ts), for the text that is being typed. */

const ONE_SEPTET = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const TWO_SEPTETS = new Set('^{}\\[~]|€\f');

/**
 * @param {string} body
 * @returns {{ segments: number, alphabet: 'GSM' | 'Unicode', left: number }} `left`: what still fits into the last segment
 */
export function measure(body) {
  const characters = [...body];
  const isGsm = characters.every((character) => ONE_SEPTET.has(character) || TWO_SEPTETS.has(character));
  const sizes = characters.map((character) => (isGsm ? (ONE_SEPTET.has(character) ? 1 : 2) : character.length));
  const [single, part] = isGsm ? [160, 153] : [70, 67];
  const alphabet = isGsm ? 'GSM' : 'Unicode';
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= single) return { segments: 1, alphabet, left: single - total };
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > part) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { segments, alphabet, left: part - used };
}
