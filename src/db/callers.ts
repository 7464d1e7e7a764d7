import type { Role } from '../domain/role';
import { hashToken } from '../secrets';
import type { Queryable } from './pool';

/** Who calls the API: a program by its key, or a person by a session. */
export interface Caller {
  tenantId: string;
  role: Role;
  /** `key_…` or `user_…`: what is written down as the one who did something. */
  callerId: string;
  kind: 'key' | 'person';
}

/** The owner of an API key; null when there is no such key, or it was revoked. */
export async function findApiKey(db: Queryable, apiKey: string): Promise<Caller | null> {
  const { rows } = await db.query({
    name: 'find_api_key',
    text: `select tenant_id as "tenantId", api_key_id as "callerId", role from api_keys where key_hash = $1 and revoked_at is null`,
    values: [hashToken(apiKey)],
  });
  return rows[0] ? { ...rows[0], kind: 'key' } : null;
}

/** Every person and every API key of a tenant by name, also those who may not call any more: what they did stays theirs. */
export async function listCallers(
  db: Queryable,
  tenantId: string,
): Promise<{ callerId: string; kind: Caller['kind']; name: string }[]> {
  const { rows } = await db.query(
    `select u.user_id as "callerId", 'person' as kind, coalesce(nullif(u.name, ''), u.email) as name
       from users u where u.tenant_id = $1
     union all
     select k.api_key_id, 'key', k.name from api_keys k where k.tenant_id = $1
     order by "callerId"`,
    [tenantId],
  );
  return rows;
}

/** A session ends this long after it was last used, and at the latest at its `expires_at`. */
export const SESSION_IDLE_DAYS = 7;

/** The person of a living session; null when there is none, or the person may not sign in any more. */
export async function findSession(db: Queryable, token: string): Promise<Caller | null> {
  const { rows } = await db.query({
    name: 'find_session',
    text: `
      select u.tenant_id as "tenantId", u.user_id as "callerId", u.role
        from sessions s join users u using (user_id)
       where s.token_hash = $1 and u.active
         and s.expires_at > now() and s.last_used_at > now() - make_interval(days => $2)`,
    values: [hashToken(token), SESSION_IDLE_DAYS],
  });
  return rows[0] ? { ...rows[0], kind: 'person' } : null;
}

/** Remembers that a key was used, to the minute: more would be a write for every request. */
export async function touchApiKey(db: Queryable, apiKey: string): Promise<void> {
  await db.query({
    name: 'touch_api_key',
    text: `update api_keys set last_used_at = now()
            where key_hash = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    values: [hashToken(apiKey)],
  });
}

/** Remembers that a session was used, to the minute: it stays alive by that. */
export async function touchSession(db: Queryable, token: string): Promise<void> {
  await db.query({
    name: 'touch_session',
    text: `update sessions set last_used_at = now() where token_hash = $1 and last_used_at < now() - interval '1 minute'`,
    values: [hashToken(token)],
  });
}

/** What a caller is let in with, as a stream that stays open remembers it: never the token itself. */
export interface Credential {
  kind: Caller['kind'];
  hash: Buffer;
}

/** Those of the credentials, as hexadecimal hashes, that would still be let in. */
export async function findLivingCredentials(db: Queryable, credentials: Credential[]): Promise<Set<string>> {
  const hashesOf = (kind: Caller['kind']) => credentials.filter((each) => each.kind === kind).map(({ hash }) => hash);
  const { rows } = await db.query<{ hash: string }>({
    name: 'find_living_credentials',
    text: `
      select encode(key_hash, 'hex') as hash from api_keys where key_hash = any ($1::bytea[]) and revoked_at is null
      union all
      select encode(s.token_hash, 'hex') from sessions s join users u using (user_id)
       where s.token_hash = any ($2::bytea[]) and u.active
         and s.expires_at > now() and s.last_used_at > now() - make_interval(days => $3)`,
    values: [hashesOf('key'), hashesOf('person'), SESSION_IDLE_DAYS],
  });
  return new Set(rows.map(({ hash }) => hash));
}
