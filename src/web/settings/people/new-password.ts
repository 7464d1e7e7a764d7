const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP = 5;

/** A password of 20 letters and digits that are not mistaken for each other, about 99 bits: `kq3vn-…`. */
export function generatedPassword(randomBytes: (count: number) => Uint8Array = cryptoBytes): string {
  const groups = Array.from({ length: GROUPS }, () => Array.from({ length: GROUP }, () => sign(randomBytes)).join(''));
  return groups.join('-');
}

/** Bytes that would make some signs likelier than others are thrown away. */
function sign(randomBytes: (count: number) => Uint8Array): string {
  const even = 256 - (256 % SIGNS.length);
  for (;;) {
    const [byte = 255] = randomBytes(1);
    if (byte < even) return SIGNS.charAt(byte % SIGNS.length);
  }
}

function cryptoBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}
