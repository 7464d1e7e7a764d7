import type { Queryable } from './pool';
import { withIsoTimes } from './rows';

/** A text to a number that nobody owns, come through an account that is this tenant's alone. */
export interface UnroutedMessage {
  unroutedMessageId: string;
  provider: string;
  /** As the provider gave them: mostly E.164, but a short code or a name has no such form. */
  from: string;
  to: string;
  message: string;
  receivedAt: string;
}

/**
 * A page of a tenant's unrouted texts, newest first (ids rise with time), and one row more where there is a next page.
 * @param after the last one's id of the page before
 */
export async function listUnroutedMessages(
  db: Queryable,
  tenantId: string,
  page: { after?: string; limit: number },
): Promise<UnroutedMessage[]> {
  const { rows } = await db.query(
    `select unrouted_message_id as "unroutedMessageId", provider, from_number as "from", to_number as "to", body as message,
            received_at as "receivedAt"
       from unrouted_messages
      where tenant_id = $1 and ($2::text is null or unrouted_message_id < $2)
      order by unrouted_message_id desc
      limit $3 + 1`,
    [tenantId, page.after ?? null, page.limit],
  );
  return rows.map((row) => withIsoTimes<UnroutedMessage>(row));
}
