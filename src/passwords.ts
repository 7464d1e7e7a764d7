import { randomBytes } from 'node:crypto';
import { type Algorithm, hash, verify } from '@node-rs/argon2';

/**
 * Argon2id with OWASP's first parameters: 19 MiB, two passes, one lane, which takes some tens of milliseconds. They are
 * written into every hash, so that those of before still verify when these are raised.
 */
const PARAMETERS = {
  algorithm: 2 satisfies Algorithm.Argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/** What the database keeps of a password, with its own salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

/** The form of a hash. What an administrator has written in its place, to lock somebody out, is none. */
const HASH = /^\$argon2id?\$v=\d+\$m=\d+,t=\d+,p=\d+\$[\w+/]+\$[\w+/]+$/;

/** The hash of a password that nobody has, made once. */
let nobodys: Promise<string> | undefined;

/**
 * Whether a password is the one of a hash. Without a hash (there is no such person, or none may come in) it takes the same
 * time and is false: how long an answer takes must not tell who exists.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobodys ??= hashPassword(randomBytes(32).toString('base64url'));
  const real = passwordHash !== null && HASH.test(passwordHash);
  const fits = await verify(real ? passwordHash : await nobodys, password);
  return real && fits;
}

/** A password that nobody has to think of: 144 random bits, as 24 letters, digits, lines and underlines. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url');
}
