-- The agent that answers a lead in a campaign, if one may be asked now: the campaign's test agent for test leads where
-- there is one, else its production agent, else the agent that has the number. An archived campaign has no agent.
-- No row: nobody is to be asked.
create or replace function responsible_agent(p_tenant_id text, p_campaign_id text, p_our_number text, p_is_test boolean)
returns table (agent_id text, name text, batch_window_ms integer, pause_after_person_minutes integer, answers_per_hour integer)
language sql stable as $$
  select a.agent_id, a.name, a.batch_window_ms, a.pause_after_person_minutes, a.answers_per_hour
    from sms_agents a
   where a.tenant_id = p_tenant_id
     and a.agent_id = coalesce(
           (select case when p_is_test then coalesce(c.test_agent_id, c.production_agent_id) else c.production_agent_id end
              from campaigns c where c.tenant_id = p_tenant_id and c.campaign_id = p_campaign_id and c.status = 'active'),
           (select o.agent_id from sms_agents o where o.tenant_id = p_tenant_id and o.phone_number = p_our_number))
     and a.active and a.inbound_enabled
$$;
