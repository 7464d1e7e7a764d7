import type { Queryable } from './pool';

/** A text as the Temporal UI shows it beside its id. */
export interface ShownText {
  message: string;
  sender: string;
  time: string;
}

/**
 * Texts by message id, for people who may see every tenant's: operators of the whole installation. So it names no tenant.
 */
export async function readShownTexts(db: Queryable, messageIds: string[]): Promise<Map<string, ShownText>> {
  const { rows } = await db.query(
    `select message_id, body, source, from_number, created_at from messages where message_id = any ($1)`,
    [messageIds],
  );
  return new Map(
    rows.map((row) => [
      row.message_id,
      { message: row.body, sender: `${row.source} ${row.from_number}`, time: row.created_at.toISOString() },
    ]),
  );
}
