/** A random name: of this page, or of a request that must not be done twice. `randomUUID` needs HTTPS; this does not. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
