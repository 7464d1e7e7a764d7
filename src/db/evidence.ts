import type { Queryable } from './pool';

/** One thing that happened with a phone number, as evidence shows it. */
export interface EvidenceRecord {
  /** ISO 8601, UTC, to the microsecond. */
  at: string;
  record: 'text' | 'consent' | 'do_not_contact' | 'decision' | 'delivery_report';
  /** What it was, in a word or two: `inbound received`, `opted_out`, a kind of event, a provider's status. */
  what: string;
  ourNumber: string | null;
  interactionId: string | null;
  messageId: string | null;
  /** The words of a text. */
  text: string | null;
  detail: Record<string, unknown>;
}

interface EvidenceRow extends EvidenceRecord {
  key: string;
}

const TALKS = 'select i.interaction_id, i.our_number from interactions i where i.tenant_id = $1 and i.lead_number = $2';

/** Every source with its own key, so that two things of one moment have an order, and a page ends between them. */
const RECORDS = `
  with talks as (${TALKS})
  select to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, r.key, r.record, r.what,
         r.our_number as "ourNumber", r.interaction_id as "interactionId", r.message_id as "messageId", r.body as text, r.detail
    from (
      select m.created_at as at, 'text ' || m.message_id as key, 'text' as record, m.direction || ' ' || m.state as what,
             talks.our_number, m.interaction_id, m.message_id, m.body,
             jsonb_build_object('source', m.source, 'provider', m.provider, 'providerMessageId', m.provider_message_id,
               'withheldRule', m.withheld_rule, 'errorCode', m.error_code, 'turnId', m.turn_id, 'sentBy', m.sent_by,
               'consent', m.consent, 'writtenAt', to_char(m.written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'late', m.late) as detail
        from messages m join talks using (interaction_id)
      union all
      select e.at, 'decision ' || e.interaction_id || lpad(e.seq::text, 10, '0'), 'decision', e.type,
             talks.our_number, e.interaction_id, e.data ->> 'messageId', null, e.data
        from events e join talks using (interaction_id)
      union all
      select d.received_at, 'report ' || lpad(d.delivery_report_id::text, 20, '0'), 'delivery_report', d.status,
             talks.our_number, m.interaction_id, m.message_id, null,
             jsonb_build_object('providerMessageId', d.provider_message_id, 'errorCode', d.error_code)
        from delivery_reports d join messages m using (message_id) join talks using (interaction_id)
      union all
      select c.at, 'consent ' || c.consent_event_id, 'consent', c.kind, c.our_number, c.interaction_id, c.message_id, null,
             jsonb_build_object('consentEventId', c.consent_event_id, 'origin', c.origin, 'word', c.word, 'covers', c.covers,
               'reason', c.reason, 'setBy', c.set_by, 'confirmationMessageId', c.confirmation_message_id)
        from consent_events c where c.tenant_id = $1 and c.lead_number = $2
      union all
      select n.at, 'dnc ' || n.what || d.do_not_contact_id, 'do_not_contact', n.what, null, null, null, null,
             jsonb_build_object('leadId', d.lead_id, 'reason', n.reason, 'setBy', n.by)
        from do_not_contact d
        join leads l on l.tenant_id = $1 and l.phone = $2 and l.lead_id = d.lead_id
        cross join lateral (values ('set', d.set_at, d.reason, d.set_by), ('lifted', d.lifted_at, d.lifted_reason, d.lifted_by))
          as n (what, at, reason, by)
       where d.tenant_id = $1 and n.at is not null
    ) r
   where $3::timestamptz is null or (r.at, r.key) > ($3, $4)
   order by r.at, r.key
   limit $5`;

const PAGE = 1_000;

/**
 * Everything that happened with a phone number, oldest first, page by page, so that no conversation is too long for it: each
 * text, word about consent, decision and delivery report of the tenant's, whichever of its leads had the number.
 */
export async function* readEvidence(
  db: Queryable,
  tenantId: string,
  leadNumber: string,
): AsyncGenerator<EvidenceRecord[]> {
  let after: EvidenceRow | undefined;
  for (;;) {
    const values = [tenantId, leadNumber, after?.at ?? null, after?.key ?? null, PAGE];
    const { rows } = await db.query<EvidenceRow>(RECORDS, values);
    yield rows.map(({ key: _, ...record }) => record);
    after = rows.at(-1);
    if (rows.length < PAGE) return;
  }
}

/** A lead's phone number; null: it has none. Undefined when the tenant has no such lead. */
export async function readLeadPhone(
  db: Queryable,
  tenantId: string,
  leadId: string,
): Promise<string | null | undefined> {
  const { rows } = await db.query('select phone from leads where tenant_id = $1 and lead_id = $2', [tenantId, leadId]);
  return rows[0]?.phone;
}
