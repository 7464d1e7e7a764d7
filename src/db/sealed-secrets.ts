import type { SecretBox } from '../secrets';
import type { Queryable } from './pool';

/** Where Postgres keeps sealed secrets. */
const PLACES = [
  { table: 'sms_agents', id: 'agent_id', column: 'webhook_secret' },
  { table: 'sms_agents', id: 'agent_id', column: 'previous_webhook_secret' },
  { table: 'provider_accounts', id: "tenant_id || ' ' || provider", column: 'secret' },
] as const;

/** What became of the sealed secrets: how many were sealed anew, and where those are that no key opens. */
export interface Resealed {
  resealed: number;
  unreadable: string[];
}

/**
 * Seals every secret anew with the key of now. One that somebody changes meanwhile is left as they made it: whoever seals
 * does so with the key of now already. Safe to run twice, and while all runs.
 */
export async function resealSecrets(db: Queryable, box: SecretBox): Promise<Resealed> {
  const result: Resealed = { resealed: 0, unreadable: [] };
  for (const { table, id, column } of PLACES) {
    const { rows } = await db.query<{ id: string; sealed: Buffer }>(
      `select ${id} as id, ${column} as sealed from ${table} where ${column} is not null order by 1`,
    );
    for (const { id: where, sealed } of rows) {
      const secret = opened(box, sealed);
      if (secret === null) {
        result.unreadable.push(`${table}.${column} of ${where}`);
        continue;
      }
      const { rowCount } = await db.query(`update ${table} set ${column} = $2 where ${column} = $1`, [
        sealed,
        box.seal(secret),
      ]);
      result.resealed += rowCount ?? 0;
    }
  }
  return result;
}

function opened(box: SecretBox, sealed: Buffer): string | null {
  try {
    return box.open(sealed);
  } catch {
    return null;
  }
}
