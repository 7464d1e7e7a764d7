-- Fails the turn of an agent whose reply through the API was refused because of the limit, unless the turn has ended since, or
-- one of the hour's answers turned out not to have left. Answers with the fact, as json; null: it was not failed.
create or replace function fail_limited_turn(p_tenant_id text, p_turn_id text) returns jsonb language plpgsql as $$
declare
  turn record;
  talk interactions%rowtype;
begin
  select t.interaction_id, t.beyond_limit, a.answers_per_hour into turn
    from turns t join sms_agents a on a.agent_id = t.agent_id
   where t.tenant_id = p_tenant_id and t.turn_id = p_turn_id;
  select i.* into talk from interactions i where i.interaction_id = turn.interaction_id for no key update;
  if turn.beyond_limit or answers_full_until(talk.interaction_id, turn.answers_per_hour) is null then
    return null;
  end if;
  return limit_turn(talk, p_turn_id, turn.answers_per_hour);
end
$$;
