-- Ends an attempt that brought no reply; its turn goes on as p_next, if it is still this attempt that asks.
-- False: the turn is no longer open. Locks the conversation first, as everybody does.
create or replace function end_attempt(
  p_tenant_id text, p_turn_id text, p_attempt integer, p_outcome text, p_http_status integer, p_next text
) returns boolean language plpgsql as $$
declare
  talk_id text;
begin
  select t.interaction_id into talk_id from turns t where t.tenant_id = p_tenant_id and t.turn_id = p_turn_id;
  perform 1 from interactions i where i.interaction_id = talk_id for no key update;
  update turn_attempts a set ended_at = clock_timestamp(), outcome = p_outcome, http_status = p_http_status
   where a.turn_id = p_turn_id and a.attempt = p_attempt;
  update turns t set state = p_next where t.turn_id = p_turn_id and t.state = 'asking' and t.attempts = p_attempt;
  if not found then
    return false;
  end if;
  perform append_event(p_tenant_id, talk_id, 'turn-attempt-ended',
                       jsonb_build_object('turnId', p_turn_id, 'attempt', p_attempt, 'outcome', p_outcome), false);
  return true;
end
$$;
