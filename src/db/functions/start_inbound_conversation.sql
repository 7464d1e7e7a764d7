-- A conversation that begins with the lead's text: with the lead of the first campaign (in the number's order) that holds
-- this phone, else with a placeholder lead in the first of those campaigns. Agent Mode starts on where an agent may be asked.
-- Of two texts that begin the same conversation at once, both get the same row, locked.
create or replace function start_inbound_conversation(
  p_tenant_id text, p_provider text, p_our_number text, p_lead_number text, p_campaign_ids text[],
  p_new_lead_id text, p_new_interaction_id text
) returns interactions language plpgsql as $$
declare
  lead record;
  talk interactions%rowtype;
begin
  -- Two first texts of one phone would both make a placeholder lead: let them come one after another.
  perform pg_advisory_xact_lock(hashtextextended(p_tenant_id || p_lead_number, 0));

  select l.lead_id, l.campaign_id, l.is_test into lead
    from leads l
   where l.tenant_id = p_tenant_id and l.phone = p_lead_number
     and (p_campaign_ids = '{}' or l.campaign_id = any (p_campaign_ids))
   order by array_position(p_campaign_ids, l.campaign_id), l.created_at desc
   limit 1;
  if not found then
    insert into leads as l (lead_id, tenant_id, campaign_id, phone)
    values (p_new_lead_id, p_tenant_id, p_campaign_ids[1], p_lead_number)
    returning l.lead_id, l.campaign_id, l.is_test into lead;
  end if;

  insert into interactions as i (interaction_id, tenant_id, lead_id, campaign_id, our_number, lead_number, provider, agent_mode)
  values (p_new_interaction_id, p_tenant_id, lead.lead_id, coalesce(lead.campaign_id, p_campaign_ids[1]), p_our_number, p_lead_number,
          p_provider,
          exists (select 1 from responsible_agent(p_tenant_id, coalesce(lead.campaign_id, p_campaign_ids[1]), p_our_number, lead.is_test)))
  on conflict (tenant_id, our_number, lead_number) do update set updated_at = now()
  returning i.* into talk;
  return talk;
end
$$;
