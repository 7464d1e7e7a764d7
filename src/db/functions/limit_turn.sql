-- Ends an open turn because its agent gave all the answers that it may give within an hour: failed, for a person to look at, as
-- a turn whose agent cannot be reached. Answers with the fact, as json, which the relay signals where nobody else does; null:
-- the turn was not open. The caller holds the conversation's row lock.
create or replace function limit_turn(talk interactions, p_turn_id text, p_answers_per_hour integer) returns jsonb language plpgsql as $$
declare
  data jsonb := jsonb_build_object('turnId', p_turn_id, 'answersPerHour', p_answers_per_hour, 'status', 'follow_up');
  told record;
begin
  update turns t set state = 'failed', ended_at = clock_timestamp()
   where t.turn_id = p_turn_id and t.interaction_id = talk.interaction_id and t.state in ('collecting', 'asking', 'retrying', 'waiting');
  if not found then
    return null;
  end if;
  update interactions i set status = 'follow_up' where i.interaction_id = talk.interaction_id;
  perform set_attention(talk.interaction_id, 'answer_limit', date_trunc('milliseconds', clock_timestamp()));
  select * into told from append_event(talk.tenant_id, talk.interaction_id, 'answer-limit-reached', data, true);
  return fact_as_json(talk.tenant_id, talk.interaction_id, talk.provider, 'answer-limit-reached', data, told.seq, told.after_seq, told.at);
end
$$;
