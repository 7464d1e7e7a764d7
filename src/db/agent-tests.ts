import type { TurnPayload } from '../domain/turn-payload';
import type { Queryable } from './pool';

/** What a made-up turn of an agent is made of. */
export interface AgentTestParts {
  webhookUrl: string;
  /** Sealed, as for a real turn. */
  webhookSecrets: Buffer[];
  active: boolean;
  inboundEnabled: boolean;
  /** E.164; the campaign's number, else the agent's. Null: neither has one. */
  ourNumber: string | null;
  /** Null: no lead was named, or the tenant does not have it. */
  lead: TurnPayload['lead'] | null;
  campaign: TurnPayload['campaign'];
  questionnaire: TurnPayload['questionnaire'];
}

/**
 * An agent and what it would be shown of a lead, as `functions/turn_payload.sql` shows it; without a lead, of nobody in
 * the agent's first campaign. Null when the tenant has no such agent.
 */
export async function readAgentTestParts(
  db: Queryable,
  tenantId: string,
  agentId: string,
  leadId: string | null,
): Promise<AgentTestParts | null> {
  const { rows } = await db.query(
    `select a.webhook_url as "webhookUrl",
            array_remove(array[a.webhook_secret, case when a.previous_secret_until > now() then a.previous_webhook_secret end], null)
              as "webhookSecrets",
            a.active, a.inbound_enabled as "inboundEnabled", coalesce(c.phone_number, a.phone_number) as "ourNumber",
            case when l.lead_id is not null then json_build_object(
              'leadId', l.lead_id, 'firstName', l.first_name, 'lastName', l.last_name, 'email', l.email,
              'phone', coalesce(l.phone, ''), 'status', l.status) end as lead,
            json_build_object(
              'campaignId', coalesce(c.campaign_id, ''), 'name', coalesce(c.name, ''),
              'clientName', coalesce(c.client_name, ''), 'offerName', coalesce(c.offer_name, '')) as campaign,
            json_build_object(
              'knownInformation', coalesce((
                select json_agg(q) from jsonb_array_elements(l.questionnaire) q where q ->> 'answer' <> ''), '[]'),
              'informationToCollect', coalesce((
                select json_agg(q) from jsonb_array_elements(c.questions) q
                 where not exists (select 1 from jsonb_array_elements(l.questionnaire) known
                                    where known ->> 'key' = q ->> 'key' and known ->> 'answer' <> '')), '[]')) as questionnaire
       from sms_agents a
       left join leads l on l.tenant_id = a.tenant_id and l.lead_id = $3
       left join lateral (
         select c.* from campaigns c
          where c.tenant_id = a.tenant_id
            and (c.campaign_id = l.campaign_id
                 or (l.lead_id is null and c.status = 'active' and a.agent_id in (c.production_agent_id, c.test_agent_id)))
          order by c.campaign_id limit 1) c on true
      where a.tenant_id = $1 and a.agent_id = $2`,
    [tenantId, agentId, leadId],
  );
  return rows[0] ?? null;
}
