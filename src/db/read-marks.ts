import type { Queryable } from './pool';

/** More than this is not counted: nobody reads the difference. */
export const MOST_UNREAD = 100;
/** So many of a conversation's newest texts are looked through for unread ones, so that a page's cost has a bound. */
const LOOKED_THROUGH = 200;

/**
 * A select list's expressions over `interactions i`: how far a person has read, and how many of the lead's texts came after
 * that. Without a mark, those that came since the person was added: what was there before is not unread to them.
 * @param userId the place of the parameter; its value null: an API key, which reads nothing
 */
export function readingOf(userId: string): string {
  return `
         case when ${userId}::text is null then 0 else (
           select count(*)::integer from (
             select 1
               from (select m.direction, m.created_at
                       from messages m
                      where m.interaction_id = i.interaction_id and m.seq > coalesce(mark.read_seq, 0)
                        and (mark.read_seq is not null or i.last_message_at >= person.created_at)
                      order by m.seq desc limit ${LOOKED_THROUGH}) newest
              where newest.direction = 'inbound' and (mark.read_seq is not null or newest.created_at >= person.created_at)
              limit ${MOST_UNREAD}) unread) end as unread,
         coalesce(mark.read_seq, 0) as read_seq`;
}

/** The joins that `readingOf` speaks of. */
export function readingJoins(userId: string): string {
  return `
    left join users person on person.tenant_id = i.tenant_id and person.user_id = ${userId}
    left join read_marks mark on mark.user_id = ${userId} and mark.interaction_id = i.interaction_id`;
}

/**
 * Remembers how far a person has read a conversation. A mark only moves forward, as two pages of one person may tell in any
 * order; unless `unread`, which makes the text with this `seq`, and what came after it, unread again.
 * @returns the mark as it is now; null when the tenant has no such conversation
 */
export async function markRead(
  db: Queryable,
  reader: { tenantId: string; userId: string },
  interactionId: string,
  mark: { seq: number; unread: boolean },
): Promise<{ readSeq: number } | null> {
  const { rows } = await db.query<{ readSeq: number }>(
    // Beyond the newest event nothing can have been read: a text that is still to come would count as read.
    `insert into read_marks as r (user_id, interaction_id, tenant_id, read_seq)
     select $3, i.interaction_id, i.tenant_id, least(case when $5 then greatest($4::integer - 1, 0) else $4 end, i.last_seq)
       from interactions i where i.tenant_id = $1 and i.interaction_id = $2
     on conflict (user_id, interaction_id) do update
        set read_seq = case when $5 then excluded.read_seq else greatest(r.read_seq, excluded.read_seq) end, marked_at = now()
     returning r.read_seq as "readSeq"`,
    [reader.tenantId, interactionId, reader.userId, mark.seq, mark.unread],
  );
  return rows[0] ?? null;
}
