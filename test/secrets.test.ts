import { createHash, randomBytes } from 'node:crypto';
import { hashToken, newApiKey, openSecret, sealSecret } from '../src/secrets';

const KEY = randomBytes(32).toString('base64');
const SECRET = 'whsec_grüße ✓';

test('a sealed secret opens with its key', () => {
  expect(openSecret(KEY, sealSecret(KEY, SECRET))).toBe(SECRET);
});

test('a sealed secret shows nothing of itself, and never looks the same twice', () => {
  const [one, other] = [sealSecret(KEY, SECRET), sealSecret(KEY, SECRET)];
  expect(one.equals(other)).toBe(false);
  for (const sealed of [one, other]) expect(sealed.includes(Buffer.from(SECRET))).toBe(false);
});

test.each<[what: string, change: (sealed: Buffer) => Buffer]>([
  ['one bit of its nonce', (sealed) => flip(sealed, 0)],
  ['one bit of its tag', (sealed) => flip(sealed, 12)],
  ['one bit of its text', (sealed) => flip(sealed, sealed.length - 1)],
  ['its last byte', (sealed) => sealed.subarray(0, -1)],
  ['all but its nonce', (sealed) => sealed.subarray(0, 12)],
  ['all but its nonce and a part of its tag', (sealed) => sealed.subarray(0, 16)],
  ['everything', () => Buffer.alloc(0)],
])('a sealed secret that lost or changed %s does not open', (_what, change) => {
  expect(() => openSecret(KEY, change(sealSecret(KEY, SECRET)))).toThrow();
});

test('a sealed secret does not open with another key, and the error does not hold it', () => {
  const sealed = sealSecret(KEY, SECRET);
  const another = randomBytes(32).toString('base64');
  expect(() => openSecret(another, sealed)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('whsec') }),
  );
});

test('an API key is long, random, and safe in a header', () => {
  const keys = Array.from({ length: 100 }, newApiKey);
  expect(new Set(keys).size).toBe(100);
  for (const key of keys) expect(key).toMatch(/^pk_[A-Za-z0-9_-]{43}$/);
});

test('an API key is kept as its SHA-256', () => {
  expect(hashToken('pk_1').equals(createHash('sha256').update('pk_1').digest())).toBe(true);
  expect(hashToken('pk_1').equals(hashToken('pk_2'))).toBe(false);
});

function flip(sealed: Buffer, at: number): Buffer {
  const changed = Buffer.from(sealed);
  changed[at] = changed[at]! ^ 1;
  return changed;
}
