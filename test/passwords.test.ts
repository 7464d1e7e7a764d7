import { hashPassword, newPassword, verifyPassword } from '../src/passwords';

const PASSWORD = 'pässwörd with 漢字 and 🙂';

test('a password fits its own hash alone, and two hashes of it differ', async () => {
  const [hash, again] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
  expect(hash).not.toBe(again);
  expect(await verifyPassword(hash, PASSWORD)).toBe(true);
  expect(await verifyPassword(again, PASSWORD)).toBe(true);
  expect(await verifyPassword(hash, `${PASSWORD} `)).toBe(false);
});

test('a hash of other parameters, from before or after, still verifies', async () => {
  const other = '$argon2id$v=19$m=1024,t=1,p=1$CmzBK3kRgKXYxVPg8FB6IA$GkI+wvPieMcQcYt49j40BpCs9rAtXZ//cFcCGULIerU';
  expect(await verifyPassword(other, PASSWORD)).toBe(true);
});

test.each([null, '', '!', '*locked*', '$argon2id$none'])('nothing fits %j', async (hash) => {
  expect(await verifyPassword(hash, PASSWORD)).toBe(false);
});

test('made passwords are long and never the same', () => {
  const made = Array.from({ length: 100 }, newPassword);
  expect(new Set(made).size).toBe(100);
  expect(made.every((password) => /^[\w-]{24}$/.test(password))).toBe(true);
});
