import type { Role } from '../domain/role';
import { hashToken } from '../secrets';
import { SESSION_IDLE_DAYS } from './callers';
import type { Queryable } from './pool';

/** A session ends this long after it began, however much it is used. */
export const SESSION_DAYS = 30;

/** Who has signed in, and where. */
export interface SignedIn {
  userId: string;
  name: string;
  email: string;
  role: Role;
  tenantId: string;
  tenantName: string;
}

/** What deciding about a sign-in needs; null when nobody has this email. */
export async function readForSignIn(
  db: Queryable,
  email: string,
): Promise<{ userId: string; passwordHash: string } | null> {
  const { rows } = await db.query(
    `select user_id as "userId", password_hash as "passwordHash" from users where lower(email) = $1`,
    [email.toLowerCase()],
  );
  return rows[0] ?? null;
}

/** The same for somebody who has signed in already. */
export async function readOwnPassword(
  db: Queryable,
  tenantId: string,
  userId: string,
): Promise<{ email: string; passwordHash: string } | null> {
  const { rows } = await db.query(
    `select email, password_hash as "passwordHash" from users where tenant_id = $1 and user_id = $2`,
    [tenantId, userId],
  );
  return rows[0] ?? null;
}

/**
 * Begins a session, unless the person was switched off, deleted or given another password since the password was looked at.
 * The person's row is locked meanwhile: a change of password ends this session too, or keeps it from beginning.
 * @returns whether it began
 */
export async function beginSession(
  db: Queryable,
  userId: string,
  passwordHash: string,
  token: string,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into sessions (token_hash, tenant_id, user_id, expires_at)
     select $3, u.tenant_id, u.user_id, now() + make_interval(days => $4)
       from users u where u.user_id = $1 and u.password_hash = $2 and u.active
        for share`,
    [userId, passwordHash, hashToken(token), SESSION_DAYS],
  );
  return rowCount === 1;
}

export async function endSession(db: Queryable, token: string): Promise<void> {
  await db.query('delete from sessions where token_hash = $1', [hashToken(token)]);
}

/** Removes what has ended by itself: too old, or unused for too long. */
export async function removeEndedSessions(db: Queryable): Promise<void> {
  await db.query(
    `delete from sessions where token_hash in (
       select token_hash from sessions where expires_at < now() or last_used_at < now() - make_interval(days => $1)
        limit 1000 for update skip locked)`,
    [SESSION_IDLE_DAYS],
  );
}

/**
 * Sets a person's own password, if it still is the one that was looked at, and ends the person's other sessions.
 * The caller runs this in a transaction. @returns whether it was set
 */
export async function changeOwnPassword(
  tx: Queryable,
  userId: string,
  passwords: { was: string; becomes: string },
  keptToken: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'update users set password_hash = $3, updated_at = now() where user_id = $1 and password_hash = $2',
    [userId, passwords.was, passwords.becomes],
  );
  if (rowCount === 0) return false;
  await tx.query('delete from sessions where user_id = $1 and token_hash <> $2', [userId, hashToken(keptToken)]);
  return true;
}

/** Null when there is no such person any more. */
export async function readSignedIn(db: Queryable, userId: string): Promise<SignedIn | null> {
  const { rows } = await db.query(
    `select u.user_id as "userId", u.name, u.email, u.role, t.tenant_id as "tenantId", t.name as "tenantName"
       from users u join tenants t using (tenant_id) where u.user_id = $1`,
    [userId],
  );
  return rows[0] ?? null;
}
