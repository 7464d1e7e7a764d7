/** The prefixes by which people tell ids apart: `int_…` is a conversation, `msg_…` a text. */
export const ID_PREFIXES = {
  tenant: 'org',
  lead: 'lead',
  campaign: 'camp',
  agent: 'smsagent',
  interaction: 'int',
  message: 'msg',
  apiKey: 'key',
  user: 'user',
  doNotContact: 'dnc',
  consentEvent: 'consent',
  leadImport: 'import',
  unroutedMessage: 'unr',
  request: 'req',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base 32: no i, l, o, u to misread

/**
 * An id of 26 characters after its prefix: 48 bits of time, then 80 random bits (the layout of a ULID). Time first keeps
 * new rows side by side in their index.
 * @param timeMs milliseconds since 1970
 * @param random 10 random bytes or more; ten are used
 */
export function formatId(kind: IdKind, timeMs: number, random: Uint8Array): string {
  let bits = BigInt(timeMs) & 0xffffffffffffn;
  for (const byte of random.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let digit = 0; digit < 26; digit++) {
    text = ALPHABET.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return `${ID_PREFIXES[kind]}_${text}`;
}

/** Whether a text from outside can be an id of this kind at all; spares Postgres the question. */
export function looksLikeId(kind: IdKind, text: string): boolean {
  return text.startsWith(`${ID_PREFIXES[kind]}_`) && /^[a-z]+_[A-Za-z0-9_-]{1,64}$/.test(text);
}
