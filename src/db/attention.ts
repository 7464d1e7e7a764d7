import type { Queryable } from './pool';

/**
 * Whether a conversation has a near opt-out that nobody has decided yet; a look is no decision. Locks its row, so that what is
 * found holds in the caller's transaction.
 */
export async function isUndecided(tx: Queryable, tenantId: string, interactionId: string): Promise<boolean> {
  const { rows } = await tx.query<{ attention: string | null }>(
    'select attention from interactions where tenant_id = $1 and interaction_id = $2 for no key update',
    [tenantId, interactionId],
  );
  return rows[0]?.attention === 'near_opt_out';
}

/**
 * Says that a conversation needs no person's look any more, in the caller's transaction, which holds its row
 * (`functions/clear_attention.sql`). A near opt-out stays, and so does a late text unless a person acted.
 * @returns whether there was something to clear
 */
export async function clearAttention(tx: Queryable, interactionId: string, byPerson = true): Promise<boolean> {
  const { rows } = await tx.query<{ cleared: boolean }>('select clear_attention($1, $2) as cleared', [
    interactionId,
    byPerson,
  ]);
  return rows[0]!.cleared;
}
