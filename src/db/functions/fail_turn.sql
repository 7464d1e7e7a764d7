-- Ends an open turn as failed and sets the conversation to follow_up, for a person to look at. False: the turn was no longer open.
create or replace function fail_turn(p_tenant_id text, p_turn_id text) returns boolean language plpgsql as $$
declare
  talk_id text;
begin
  select t.interaction_id into talk_id from turns t where t.tenant_id = p_tenant_id and t.turn_id = p_turn_id;
  perform 1 from interactions i where i.interaction_id = talk_id for no key update;
  update turns t set state = 'failed', ended_at = clock_timestamp()
   where t.turn_id = p_turn_id and t.state in ('collecting', 'asking', 'retrying', 'waiting');
  if not found then
    return false;
  end if;
  update interactions i set status = 'follow_up' where i.interaction_id = talk_id;
  perform set_attention(talk_id, 'agent_failed', date_trunc('milliseconds', clock_timestamp()));
  perform append_event(p_tenant_id, talk_id, 'turn-failed', jsonb_build_object('turnId', p_turn_id, 'status', 'follow_up'), false);
  return true;
end
$$;
