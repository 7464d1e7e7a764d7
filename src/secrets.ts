import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a secret that has to be read again (an agent's signing secret) for keeping in Postgres: AES-256-GCM, laid out as
 * nonce, tag, ciphertext.
 * @param key PARLEY_SECRET_KEY: 32 bytes in base64
 */
export function sealSecret(key: string, secret: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), nonce);
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error when the secret was sealed with another key, or was changed since. */
export function openSecret(key: string, sealed: Buffer): string {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), nonce);
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return text.toString('utf8');
}

/** Seals with the key of now, and opens what the key before it sealed as well: so that a key can be changed while all runs. */
export interface SecretBox {
  seal(secret: string): Buffer;
  /** @throws Error when neither key opens it */
  open(sealed: Buffer): string;
}

/** @param keys PARLEY_SECRET_KEY, then PARLEY_SECRET_KEY_PREVIOUS where there is one */
export function createSecretBox(...keys: [string, string?]): SecretBox {
  const [key, previous] = keys;
  return {
    seal: (secret) => sealSecret(key, secret),
    open: (sealed) => {
      try {
        return openSecret(key, sealed);
      } catch (error) {
        if (previous === undefined) throw error;
        return openSecret(previous, sealed);
      }
    },
  };
}

/** A new API key: shown once, kept only as its hash. */
export function newApiKey(): string {
  return `pk_${randomBytes(32).toString('base64url')}`;
}

/** A new session's token: what the cookie holds. */
export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A new signing secret of an agent, in the form of Standard Webhooks; shown once. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** What the database keeps of an API key or a session: 256 random bits, so a fast hash cannot be searched back. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
