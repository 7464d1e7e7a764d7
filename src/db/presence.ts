import type { Queryable } from './pool';

/** The channel on which every api process hears who has which conversation open. */
export const PRESENCE_CHANNEL = 'parley_presence';

/** What a page of a person says of itself. Ids alone: names are read from Postgres by whoever shows them. */
export interface PresenceNotice {
  tenantId: string;
  userId: string;
  pageId: string;
  /** Null: none is open any more. */
  interactionId: string | null;
  /** Counts only if the page has said nothing for this long, in milliseconds: it seems to have gone. */
  unlessHeardForMs?: number;
}

/**
 * Tells every process of it, as a statement of its own; nothing is kept.
 * @returns whether the tenant has this conversation; nobody is told where not
 */
export async function notifyPresence(db: Queryable, notice: PresenceNotice): Promise<boolean> {
  const { tenantId, interactionId } = notice;
  const { rowCount } = await db.query({
    name: 'notify_presence',
    text: `select pg_notify($1, $2)
            where $4::text is null or exists (select 1 from interactions where tenant_id = $3 and interaction_id = $4)`,
    values: [PRESENCE_CHANNEL, JSON.stringify(notice), tenantId, interactionId],
  });
  return rowCount === 1;
}

/** People by their ids, a tenant's own alone for each tenant that is named beside them. */
export async function readPresentPeople(
  db: Queryable,
  tenantIds: string[],
  userIds: string[],
): Promise<{ userId: string; name: string }[]> {
  const { rows } = await db.query({
    name: 'read_present_people',
    text: `select u.user_id as "userId", u.name
             from unnest($1::text[], $2::text[]) as named (tenant_id, user_id) join users u using (tenant_id, user_id)
            where u.active`,
    values: [tenantIds, userIds],
  });
  return rows;
}
