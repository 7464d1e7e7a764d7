import type { KnownAnswer, LeadStatus } from '../domain/lead';
import { likePattern } from './like-pattern';
import type { Queryable } from './pool';
import { deleteRow, insertRow, json, type Removal, selectList, updateRow, withIsoTimes } from './rows';

export interface Lead {
  leadId: string;
  campaignId: string | null;
  firstName: string;
  lastName: string;
  email: string;
  /** E.164. */
  phone: string | null;
  status: LeadStatus;
  isTest: boolean;
  timezone: string | null;
  questionnaire: KnownAnswer[];
  notes: string;
  archived: boolean;
  /** The decisions that hold now. */
  doNotContact: { channel: 'sms'; reason: string; setBy: string; setAt: string }[];
  createdAt: string;
  updatedAt: string;
}

/** What can be written of a lead. */
export type LeadFields = Omit<Lead, 'leadId' | 'doNotContact' | 'createdAt' | 'updatedAt'>;

const WRITTEN = {
  leadId: 'lead_id',
  tenantId: 'tenant_id',
  campaignId: 'campaign_id',
  firstName: 'first_name',
  lastName: 'last_name',
  email: 'email',
  phone: 'phone',
  status: 'status',
  isTest: 'is_test',
  timezone: 'timezone',
  questionnaire: 'questionnaire',
  notes: 'notes',
  archived: 'archived',
};
const { tenantId: _tenant, ...SHOWN } = { ...WRITTEN, createdAt: 'created_at', updatedAt: 'updated_at' };

const LEAD = `
  select ${selectList(SHOWN, 'l')},
         coalesce((select json_agg(json_build_object('channel', d.channel, 'reason', d.reason, 'setBy', d.set_by,
                     'setAt', to_char(d.set_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by d.channel)
                     from do_not_contact d where d.tenant_id = l.tenant_id and d.lead_id = l.lead_id and d.lifted_at is null), '[]')
           as "doNotContact"
    from leads l`;

export interface LeadFilter {
  campaignId?: string;
  status?: LeadStatus;
  isTest?: boolean;
  archived: boolean;
  /** A part of a name, an email, a phone number or an id. */
  search?: string;
}

/**
 * A page of a tenant's leads, newest first (ids rise with time), and one row more where there is a next page.
 * @param after the last lead's id of the page before
 */
export async function listLeads(
  db: Queryable,
  tenantId: string,
  filter: LeadFilter,
  page: { after?: string; limit: number },
): Promise<Lead[]> {
  const { rows } = await db.query(
    `${LEAD}
      where l.tenant_id = $1
        and l.archived = $2
        and ($3::text is null or l.lead_id < $3)
        and ($4::text is null or l.campaign_id = $4)
        and ($5::text is null or l.status = $5)
        and ($6::boolean is null or l.is_test = $6)
        and ($7::text is null or l.search_text like '%' || $7 || '%')
      order by l.lead_id desc
      limit $8 + 1`,
    [
      tenantId,
      filter.archived,
      page.after ?? null,
      filter.campaignId ?? null,
      filter.status ?? null,
      filter.isTest ?? null,
      filter.search === undefined ? null : likePattern(filter.search),
      page.limit,
    ],
  );
  return rows.map((row) => withIsoTimes<Lead>(row));
}

/** Null when the tenant has no such lead. */
export async function readLead(db: Queryable, tenantId: string, leadId: string): Promise<Lead | null> {
  const { rows } = await db.query(`${LEAD} where l.tenant_id = $1 and l.lead_id = $2`, [tenantId, leadId]);
  return rows[0] ? withIsoTimes<Lead>(rows[0]) : null;
}

export async function insertLead(
  db: Queryable,
  tenantId: string,
  leadId: string,
  fields: Partial<LeadFields>,
): Promise<void> {
  await insertRow(db, 'leads', WRITTEN, { ...fields, leadId, tenantId, questionnaire: json(fields.questionnaire) });
}

/** @returns whether the tenant has such a lead */
export async function updateLead(
  db: Queryable,
  tenantId: string,
  leadId: string,
  change: Partial<LeadFields>,
): Promise<boolean> {
  const key = { tenantId, column: 'lead_id', value: leadId };
  return updateRow(db, 'leads', WRITTEN, key, { ...change, questionnaire: json(change.questionnaire) });
}

/** The answers of a lead and the questions of its campaign, locked until the transaction ends; null: no such lead. */
export async function lockAnswers(
  tx: Queryable,
  tenantId: string,
  leadId: string,
): Promise<{ known: KnownAnswer[]; asked: { key: string; question: string }[] } | null> {
  const { rows } = await tx.query(
    `select l.questionnaire as known,
            coalesce((select c.questions from campaigns c where c.tenant_id = l.tenant_id and c.campaign_id = l.campaign_id), '[]') as asked
       from leads l where l.tenant_id = $1 and l.lead_id = $2 for no key update`,
    [tenantId, leadId],
  );
  return rows[0] ?? null;
}

/** `in-use`: it has a conversation. */
export async function deleteLead(db: Queryable, tenantId: string, leadId: string): Promise<Removal> {
  return deleteRow(db, 'leads', { tenantId, column: 'lead_id', value: leadId });
}
