import type { Queryable } from './pool';

/** Keys are forgotten after this long; published in the API's documentation. */
export const IDEMPOTENCY_KEY_HOURS = 24;

/** The first request with a key, and its answer once it was given. */
export interface KeyUse {
  fingerprint: Buffer;
  messageId: string;
  answer: { status: number; body: unknown } | null;
  ageMs: number;
}

/** The living use of a key; null when there is none. */
export async function readIdempotencyKey(db: Queryable, tenantId: string, key: string): Promise<KeyUse | null> {
  const { rows } = await db.query(
    `select fingerprint, message_id, http_status, answer, extract(epoch from now() - created_at) * 1000 as age_ms
       from idempotency_keys
      where tenant_id = $1 and key = $2 and created_at >= now() - make_interval(hours => $3)`,
    [tenantId, key, IDEMPOTENCY_KEY_HOURS],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const answer = row.http_status === null ? null : { status: row.http_status, body: row.answer };
  return { fingerprint: row.fingerprint, messageId: row.message_id, answer, ageMs: Number(row.age_ms) };
}

/**
 * Claims an idempotency key for a message, in the transaction that records the message. A second request at the same
 * moment waits here for the first one's commit.
 * @param fingerprint SHA-256 of what the request means
 * @returns whether this request is the first with its key
 */
export async function claimIdempotencyKey(
  tx: Queryable,
  tenantId: string,
  key: string,
  fingerprint: Buffer,
  messageId: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into idempotency_keys as k (tenant_id, key, fingerprint, message_id) values ($1, $2, $3, $4)
     on conflict (tenant_id, key) do update
       set fingerprint = excluded.fingerprint, message_id = excluded.message_id, http_status = null, answer = null, created_at = now()
     where k.created_at < now() - make_interval(hours => $5)`,
    [tenantId, key, fingerprint, messageId, IDEMPOTENCY_KEY_HOURS],
  );
  return rowCount === 1;
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
