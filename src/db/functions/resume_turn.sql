-- A person decided that a text was no opt-out: the agent is asked, once and at once, about everything that waited for that.
-- outcome: resumed (data has the turn, where an agent is to be asked) | not_suspended | missing (no such conversation).
create or replace function resume_turn(
  p_tenant_id text, p_interaction_id text, p_by text,
  out outcome text, out tenant_id text, out interaction_id text, out provider text,
  out seq integer, out after_seq integer, out at timestamptz, out data jsonb
) language plpgsql as $$
declare
  talk interactions%rowtype;
  agent record;
  is_test boolean;
  newest integer;
  turn text;
begin
  select i.* into talk from interactions i
   where i.tenant_id = p_tenant_id and i.interaction_id = p_interaction_id for no key update;
  if not found then
    outcome := 'missing';
    return;
  end if;
  if talk.near_opt_out_seq is null then
    outcome := 'not_suspended';
    return;
  end if;
  perform end_near_opt_out(p_interaction_id);
  data := jsonb_build_object('by', p_by);
  select l.is_test into is_test from leads l where l.tenant_id = p_tenant_id and l.lead_id = talk.lead_id;
  select * into agent from responsible_agent(p_tenant_id, talk.campaign_id, talk.our_number, is_test);
  if found and talk.agent_mode and talk.agent_rests_until is not null then
    -- What came while the agent rested waited as well; a person wants it asked, so it rests no longer.
    talk.near_opt_out_seq := least(talk.near_opt_out_seq, (select u.first_seq from unanswered_texts(p_interaction_id) u));
    update interactions i set agent_rests_until = null where i.interaction_id = p_interaction_id;
  end if;
  if agent.agent_id is not null and talk.agent_mode and consent_of_conversation(p_tenant_id, talk.lead_id, talk.lead_number, talk.our_number) = 'ok' then
    select max(m.seq) into newest from messages m
     where m.interaction_id = p_interaction_id and m.direction = 'inbound' and m.seq >= talk.near_opt_out_seq
       and (m.consent is null or m.consent = 'near_opt_out');
    turn := open_turn(p_tenant_id, p_interaction_id, agent.agent_id, 0, newest, date_trunc('milliseconds', clock_timestamp()));
    update turns t set first_seq = least(t.first_seq, talk.near_opt_out_seq) where t.turn_id = turn;
    data := data || jsonb_build_object('turnId', turn, 'windowMs', 0, 'agentName', agent.name, 'texts', (
      select count(*) from messages m
       where m.interaction_id = p_interaction_id and m.direction = 'inbound' and m.seq between talk.near_opt_out_seq and newest
         and (m.consent is null or m.consent = 'near_opt_out')));
  end if;
  outcome := 'resumed';
  tenant_id := p_tenant_id;
  interaction_id := p_interaction_id;
  provider := talk.provider;
  select e.seq, e.after_seq, e.at into seq, after_seq, at
    from append_event(p_tenant_id, p_interaction_id, 'near-opt-out-cleared', data, true) e;
end
$$;
