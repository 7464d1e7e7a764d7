import type { SendContext, SendRequest } from '../domain/sender';
import type { Queryable } from './pool';

export interface SendKnowledge {
  context: SendContext;
  /** A conversation was named that this lead does not have. */
  conversationMissing: boolean;
  /** A person decided that the lead, or another with the number that is texted, is not to be texted. */
  doNotContact: boolean;
  /** The providers at which the tenant has an account of its own. */
  ownAccounts: string[];
}

/** Everything that resolving a send needs, in one query; null when the tenant has no such lead. */
export async function readSendContext(
  db: Queryable,
  tenantId: string,
  leadId: string,
  request: SendRequest & { byAgent: boolean; turnId?: string },
): Promise<SendKnowledge | null> {
  const { rows } = await db.query({
    name: 'read_send_context',
    text: `
      select l.phone, l.campaign_id as lead_campaign_id, t.default_provider,
             c.campaign_id, c.phone_number, c.provider, c.status = 'archived' as archived, a.phone_number as agent_phone_number,
             (select coalesce(json_agg(json_build_object('phoneNumber', n.phone_number, 'provider', provider_of_number($1, n.phone_number))
                                       order by n.created_at, n.phone_number), '[]')
                from phone_numbers n where n.tenant_id = $1 and n.sms_capable) as numbers,
             i.interaction_id, i.our_number, i.lead_number, i.provider as conversation_provider,
             do_not_contact_holds($1, l.lead_id, coalesce(i.lead_number, $7, l.phone)) as do_not_contact,
             array(select p.provider from provider_accounts p where p.tenant_id = $1) as own_accounts
        from leads l
        join tenants t on t.tenant_id = l.tenant_id
        left join campaigns c on c.tenant_id = l.tenant_id and c.campaign_id = coalesce($3, l.campaign_id)
        left join sms_agents a on a.agent_id = case when l.is_test then coalesce(c.test_agent_id, c.production_agent_id)
                                                    else c.production_agent_id end
        left join interactions i on i.tenant_id = l.tenant_id and i.interaction_id = case
          when $4::text is not null then (select x.interaction_id from interactions x
                                           where x.tenant_id = $1 and x.interaction_id = $4 and x.lead_id = l.lead_id)
          when $6::text is not null then (select x.interaction_id from turns w join interactions x using (interaction_id)
                                           where x.tenant_id = $1 and x.lead_id = l.lead_id and w.turn_id = $6)
          -- An agent that names no conversation means the one that awaits its answer, if that is one.
          when $5 then (select case when count(*) = 1 then min(w.interaction_id) end from turns w join interactions x using (interaction_id)
                         where x.tenant_id = $1 and x.lead_id = l.lead_id and w.state in ('asking', 'retrying', 'waiting')) end
       where l.tenant_id = $1 and l.lead_id = $2`,
    values: [
      tenantId,
      leadId,
      request.campaignId ?? null,
      request.interactionId ?? null,
      request.byAgent,
      request.turnId ?? null,
      request.to ?? null,
    ],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const context: SendContext = {
    lead: { phone: row.phone, campaignId: row.lead_campaign_id },
    campaign: row.campaign_id && {
      campaignId: row.campaign_id,
      phoneNumber: row.phone_number,
      provider: row.provider,
      agentPhoneNumber: row.agent_phone_number,
      archived: row.archived,
    },
    numbers: row.numbers,
    defaultProvider: row.default_provider,
    conversation: row.interaction_id && {
      interactionId: row.interaction_id,
      ourNumber: row.our_number,
      leadNumber: row.lead_number,
      provider: row.conversation_provider,
    },
  };
  return {
    context,
    conversationMissing: request.interactionId !== undefined && context.conversation === null,
    doNotContact: row.do_not_contact,
    ownAccounts: row.own_accounts,
  };
}
