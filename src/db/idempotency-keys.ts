import type { Queryable } from './pool';

/** Keys are forgotten after this long; published in the API's documentation. */
export const IDEMPOTENCY_KEY_HOURS = 24;

export type KeyClaim =
  /** This request is the first with its key. */
  | { outcome: 'first' }
  /** The key was used with another request. */
  | { outcome: 'reused' }
  /** The first request with this key: its message, and its answer once it was given. */
  | { outcome: 'repeated'; messageId: string; answer: { status: number; body: unknown } | null; ageMs: number };

/**
 * Claims an idempotency key for a message, in the transaction that records the message. A second request at the same
 * moment waits here for the first one's commit, and then finds it.
 * @param fingerprint SHA-256 of what the request means
 */
export async function claimIdempotencyKey(
  tx: Queryable,
  tenantId: string,
  key: string,
  fingerprint: Buffer,
  messageId: string,
): Promise<KeyClaim> {
  const inserted = await tx.query(
    `insert into idempotency_keys as k (tenant_id, key, fingerprint, message_id) values ($1, $2, $3, $4)
     on conflict (tenant_id, key) do update
       set fingerprint = excluded.fingerprint, message_id = excluded.message_id, http_status = null, answer = null, created_at = now()
     where k.created_at < now() - make_interval(hours => $5)`,
    [tenantId, key, fingerprint, messageId, IDEMPOTENCY_KEY_HOURS],
  );
  if (inserted.rowCount === 1) return { outcome: 'first' };
  const { rows } = await tx.query(
    `select fingerprint, message_id, http_status, answer, extract(epoch from now() - created_at) * 1000 as age_ms
       from idempotency_keys where tenant_id = $1 and key = $2`,
    [tenantId, key],
  );
  const row = rows[0];
  if (!fingerprint.equals(row.fingerprint)) return { outcome: 'reused' };
  const answer = row.http_status === null ? null : { status: row.http_status, body: row.answer };
  return { outcome: 'repeated', messageId: row.message_id, answer, ageMs: Number(row.age_ms) };
}

/** Keeps the first answer, to be given again to whoever repeats the request. */
export async function keepAnswer(
  db: Queryable,
  tenantId: string,
  key: string,
  answer: { status: number; body: unknown },
): Promise<void> {
  await db.query(
    'update idempotency_keys set http_status = $3, answer = $4 where tenant_id = $1 and key = $2 and answer is null',
    [tenantId, key, answer.status, JSON.stringify(answer.body)],
  );
}
