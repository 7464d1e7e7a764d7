import { appendFact, closeOpenTurn, endNearOptOut } from './conversations';
import type { FactToSignal } from './ingest';
import type { Queryable } from './pool';
import { selectList, withIsoTimes } from './rows';

/** A decision that a lead is not to be contacted by a channel. */
export interface DoNotContact {
  doNotContactId: string;
  leadId: string;
  channel: 'sms';
  reason: string;
  /** `user_…` or `key_…`. */
  setBy: string;
  setAt: string;
  liftedBy: string | null;
  liftedReason: string | null;
  /** Null: it holds. */
  liftedAt: string | null;
}

const DECISION = `
  select ${selectList(
    {
      doNotContactId: 'do_not_contact_id',
      leadId: 'lead_id',
      channel: 'channel',
      reason: 'reason',
      setBy: 'set_by',
      setAt: 'set_at',
      liftedBy: 'lifted_by',
      liftedReason: 'lifted_reason',
      liftedAt: 'lifted_at',
    },
    'd',
  )}
    from do_not_contact d`;

/** A page of the decisions of a tenant that hold now, newest first, and one row more where there is a next page. */
export async function listDoNotContact(
  db: Queryable,
  tenantId: string,
  page: { after?: string; limit: number },
): Promise<DoNotContact[]> {
  const { rows } = await db.query(
    `${DECISION}
      where d.tenant_id = $1 and d.lifted_at is null and ($2::text is null or d.do_not_contact_id < $2)
      order by d.do_not_contact_id desc
      limit $3 + 1`,
    [tenantId, page.after ?? null, page.limit],
  );
  return rows.map((row) => withIsoTimes<DoNotContact>(row));
}

/** Every decision about a lead, newest first; null when the tenant has no such lead. */
export async function readDoNotContact(
  db: Queryable,
  tenantId: string,
  leadId: string,
): Promise<DoNotContact[] | null> {
  const sql = `${DECISION} where d.tenant_id = $1 and d.lead_id = $2 order by d.do_not_contact_id desc`;
  const { rows } = await db.query(sql, [tenantId, leadId]);
  if (rows.length > 0) return rows.map((row) => withIsoTimes<DoNotContact>(row));
  const lead = await db.query('select 1 from leads where tenant_id = $1 and lead_id = $2', [tenantId, leadId]);
  return lead.rowCount === 0 ? null : [];
}

/** Who decided what about whom. */
export interface Decision {
  tenantId: string;
  leadId: string;
  channel: 'sms';
  reason: string;
  /** `user_…` or `key_…`. */
  by: string;
}

/**
 * Has a lead not contacted any more, in the caller's transaction: from its commit on, no text to the lead or to its number
 * is claimed for sending. Open turns of its conversations are dropped. Where it holds already, nothing changes.
 * @returns the facts to signal; null when the tenant has no such lead
 */
export async function setDoNotContact(
  tx: Queryable,
  decision: Decision,
  doNotContactId: string,
): Promise<FactToSignal[] | null> {
  const { tenantId, leadId, channel, reason, by } = decision;
  const lead = await tx.query('select 1 from leads where tenant_id = $1 and lead_id = $2 for key share', [
    tenantId,
    leadId,
  ]);
  if (lead.rowCount === 0) return null;
  const { rowCount } = await tx.query(
    `insert into do_not_contact (do_not_contact_id, tenant_id, lead_id, channel, reason, set_by)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, lead_id, channel) where lifted_at is null do nothing`,
    [doNotContactId, tenantId, leadId, channel, reason, by],
  );
  return rowCount === 1 ? tellConversations(tx, tenantId, leadId, true) : [];
}

/** Allows a lead to be contacted again. @returns the facts to signal; null when nothing held that could be lifted */
export async function liftDoNotContact(tx: Queryable, decision: Decision): Promise<FactToSignal[] | null> {
  const { tenantId, leadId, channel, reason, by } = decision;
  const { rowCount } = await tx.query(
    `update do_not_contact set lifted_at = now(), lifted_by = $4, lifted_reason = $5
      where tenant_id = $1 and lead_id = $2 and channel = $3 and lifted_at is null`,
    [tenantId, leadId, channel, by, reason],
  );
  return rowCount === 1 ? tellConversations(tx, tenantId, leadId, false) : null;
}

/** Writes the decision into every conversation with the lead or its number, in the order of their ids, as locks need one. */
async function tellConversations(
  tx: Queryable,
  tenantId: string,
  leadId: string,
  holds: boolean,
): Promise<FactToSignal[]> {
  const { rows } = await tx.query<{ interaction_id: string }>(
    `select i.interaction_id from interactions i
      where i.tenant_id = $1
        and (i.lead_id = $2 or i.lead_number = (select l.phone from leads l where l.tenant_id = $1 and l.lead_id = $2))
      order by i.interaction_id`,
    [tenantId, leadId],
  );
  const facts: FactToSignal[] = [];
  for (const { interaction_id: interactionId } of rows) {
    const data = { leadId, holds };
    facts.push(await appendFact(tx, tenantId, interactionId, 'do-not-contact-set', data));
    if (!holds) continue;
    await closeOpenTurn(tx, interactionId, 'dropped');
    await endNearOptOut(tx, interactionId); // a person has decided
  }
  return facts;
}
