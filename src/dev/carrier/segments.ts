/** The GSM 03.38 basic set (the escape itself left out), and the characters that take two septets. */
const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENDED = '^{}\\[~]|€\f';

const ONE_SEPTET = new Set(GSM_BASIC);
const TWO_SEPTETS = new Set(GSM_EXTENDED);

/**
 * Into how many parts the network cuts a text. The carrier counts for itself, apart from the product's own rules, so that
 * each is a check of the other.
 */
export function segmentCount(body: string): number {
  const characters = [...body];
  const isGsm = characters.every((character) => ONE_SEPTET.has(character) || TWO_SEPTETS.has(character));
  const sizes = characters.map((character) => (isGsm ? (ONE_SEPTET.has(character) ? 1 : 2) : character.length));
  const [single, part] = isGsm ? [160, 153] : [70, 67];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= single) return 1;
  // By filling parts rather than dividing: a pair (escape and character, or surrogates) is never cut in two.
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > part) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
}
