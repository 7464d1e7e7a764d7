// @ts-check
/** Phone numbers as people read and type them. */

const AREA_CODES = ['202', '206', '212', '303', '305', '312', '404', '415', '512', '617', '702'];

/**
 * `+12025550143` as `(202) 555-0143`; numbers of other countries stay as they are.
 * @param {string} number
 */
export function readable(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

/**
 * E.164 from what was typed or came in an address, where a plus may have become a space; null when it is none.
 * @param {string} typed
 * @returns {string | null}
 */
export function e164(typed) {
  const bare = typed.replace(/[\s().-]/g, '');
  const number = bare.startsWith('+') ? bare : `+${bare}`;
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null;
}

/**
 * A number from the range that is kept for fiction, 555-0100 to 555-0199, which is nobody's phone.
 * @param {ReadonlySet<string>} taken
 */
export function fictionalNumber(taken) {
  for (;;) {
    const area = AREA_CODES[Math.floor(Math.random() * AREA_CODES.length)];
    const line = String(Math.floor(Math.random() * 100)).padStart(2, '0');
    const number = `+1${area}55501${line}`;
    // All of them taken is 1,100 phones; then two phones may as well be one.
    if (!taken.has(number) || taken.size > 800) return number;
  }
}
