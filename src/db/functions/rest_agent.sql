-- A person wrote: lets the agent of a conversation rest, where it is set to, and says until when; null: it does not.
-- The caller holds the conversation's row lock.
create or replace function rest_agent(p_interaction_id text) returns timestamptz language sql volatile as $$
  update interactions i
     set agent_rests_until = (
           select date_trunc('milliseconds', clock_timestamp()) + make_interval(mins => a.pause_after_person_minutes)
             from leads l, responsible_agent(i.tenant_id, i.campaign_id, i.our_number, l.is_test) a
            where l.tenant_id = i.tenant_id and l.lead_id = i.lead_id and i.agent_mode and a.pause_after_person_minutes > 0)
   where i.interaction_id = p_interaction_id
  returning i.agent_rests_until
$$;
