import type { ProviderName } from '../domain/provider-names';
import type { Queryable } from './pool';
import { deleteRow, insertRow, type Removal, selectList, updateRow, withIsoTimes } from './rows';

/** An AI agent as settings show it: all but its secrets. */
export interface SmsAgent {
  agentId: string;
  name: string;
  description: string;
  provider: ProviderName | null;
  /** E.164. */
  phoneNumber: string | null;
  webhookUrl: string;
  /** Milliseconds. */
  batchWindowMs: number;
  /** After a person's text the agent is not asked for so long, in minutes; 0: it is. */
  pauseAfterPersonMinutes: number;
  /** The most answers it gives within an hour in one conversation. */
  answersPerHour: number;
  isTest: boolean;
  active: boolean;
  inboundEnabled: boolean;
  /** In the order in which the sender of a text is looked for. */
  inboundCampaignIds: string[];
  /** Until then the secret before the last rotation signs beside the new one. */
  previousSecretUntil: string | null;
  createdAt: string;
  updatedAt: string;
}

/** What can be written of an agent. */
export type SmsAgentFields = Omit<SmsAgent, 'agentId' | 'previousSecretUntil' | 'createdAt' | 'updatedAt'>;

const FIELDS = {
  agentId: 'agent_id',
  name: 'name',
  description: 'description',
  provider: 'provider',
  phoneNumber: 'phone_number',
  webhookUrl: 'webhook_url',
  batchWindowMs: 'batch_window_ms',
  pauseAfterPersonMinutes: 'pause_after_person_minutes',
  answersPerHour: 'answers_per_hour',
  isTest: 'is_test',
  active: 'active',
  inboundEnabled: 'inbound_enabled',
  inboundCampaignIds: 'inbound_campaign_ids',
};
const WRITTEN = { ...FIELDS, tenantId: 'tenant_id', webhookSecret: 'webhook_secret' };

const AGENT = `
  select ${selectList({ ...FIELDS, createdAt: 'created_at', updatedAt: 'updated_at' }, 'a')},
         case when a.previous_secret_until > now() then a.previous_secret_until end as "previousSecretUntil"
    from sms_agents a`;

export interface SmsAgentFilter {
  active?: boolean;
  isTest?: boolean;
}

/** A page of a tenant's agents, newest first, and one row more where there is a next page. */
export async function listAgents(
  db: Queryable,
  tenantId: string,
  filter: SmsAgentFilter,
  page: { after?: string; limit: number },
): Promise<SmsAgent[]> {
  const { rows } = await db.query(
    `${AGENT}
      where a.tenant_id = $1
        and ($2::text is null or a.agent_id < $2)
        and ($3::boolean is null or a.active = $3)
        and ($4::boolean is null or a.is_test = $4)
      order by a.agent_id desc
      limit $5 + 1`,
    [tenantId, page.after ?? null, filter.active ?? null, filter.isTest ?? null, page.limit],
  );
  return rows.map((row) => withIsoTimes<SmsAgent>(row));
}

/** Null when the tenant has no such agent. */
export async function readAgent(db: Queryable, tenantId: string, agentId: string): Promise<SmsAgent | null> {
  const { rows } = await db.query(`${AGENT} where a.tenant_id = $1 and a.agent_id = $2`, [tenantId, agentId]);
  return rows[0] ? withIsoTimes<SmsAgent>(rows[0]) : null;
}

/** Which of these agents the tenant does not have. */
export async function missingAgents(db: Queryable, tenantId: string, agentIds: string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select id from unnest($2::text[]) id
      where not exists (select 1 from sms_agents a where a.tenant_id = $1 and a.agent_id = id)`,
    [tenantId, agentIds],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * @param sealedSecret the signing secret, sealed with PARLEY_SECRET_KEY
 * @throws what `isDuplicate` and `isReferenceViolation` tell: a number that another agent has, or that is nobody's
 */
export async function insertAgent(
  db: Queryable,
  tenantId: string,
  agentId: string,
  fields: Partial<SmsAgentFields>,
  sealedSecret: Buffer,
): Promise<void> {
  await insertRow(db, 'sms_agents', WRITTEN, { ...fields, agentId, tenantId, webhookSecret: sealedSecret });
}

/** @returns whether the tenant has such an agent. @throws as insertAgent */
export async function updateAgent(
  db: Queryable,
  tenantId: string,
  agentId: string,
  change: Partial<SmsAgentFields>,
): Promise<boolean> {
  return updateRow(db, 'sms_agents', WRITTEN, { tenantId, column: 'agent_id', value: agentId }, change);
}

/**
 * Puts a new signing secret in the place of the present one, which goes on to sign beside it for so many hours.
 * @returns until when (null: not at all); undefined when the tenant has no such agent
 */
export async function rotateAgentSecret(
  db: Queryable,
  tenantId: string,
  agentId: string,
  sealedSecret: Buffer,
  keepPreviousHours: number,
): Promise<string | null | undefined> {
  const { rows } = await db.query<{ until: Date | null }>(
    `update sms_agents
        set previous_webhook_secret = case when $4 > 0 then webhook_secret end,
            previous_secret_until = case when $4 > 0 then now() + make_interval(hours => $4) end,
            webhook_secret = $3, updated_at = now()
      where tenant_id = $1 and agent_id = $2
      returning previous_secret_until as until`,
    [tenantId, agentId, sealedSecret, keepPreviousHours],
  );
  return rows[0] && (rows[0].until?.toISOString() ?? null);
}

/** `in-use`: a campaign has it, or it was asked about a turn. */
export async function deleteAgent(db: Queryable, tenantId: string, agentId: string): Promise<Removal> {
  return deleteRow(db, 'sms_agents', { tenantId, column: 'agent_id', value: agentId });
}
