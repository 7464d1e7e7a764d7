-- Puts a lead's text into the turn that waits for the agent's answer, and says which turn that is.
-- collecting, retrying: the agent has not seen the batch, so the text joins it.
-- asking, waiting: the agent is answering something the lead has just added to; that turn is superseded and a new one
-- holds everything unanswered. A failed turn's texts are unanswered too: it is superseded likewise.
-- The caller holds the conversation's row lock.
create or replace function open_turn(
  p_tenant_id text, p_interaction_id text, p_agent_id text, p_window_ms integer, p_seq integer, p_at timestamptz
) returns text language plpgsql as $$
declare
  latest turns%rowtype;
  new_number integer;
  new_turn_id text;
begin
  select t.* into latest from turns t where t.interaction_id = p_interaction_id order by t.number desc limit 1;

  if latest.state in ('collecting', 'retrying') then
    update turns t set last_seq = p_seq, last_text_at = p_at where t.turn_id = latest.turn_id;
    return latest.turn_id;
  end if;

  if latest.state in ('asking', 'waiting', 'failed') then
    update turns t set state = 'superseded', ended_at = p_at where t.turn_id = latest.turn_id;
  end if;

  update interactions i set last_turn = i.last_turn + 1 where i.interaction_id = p_interaction_id
    returning i.last_turn into new_number;
  new_turn_id := 'turn_' || substr(p_interaction_id, 5) || '_' || new_number;
  insert into turns (turn_id, tenant_id, interaction_id, number, agent_id, state, first_seq, last_seq, window_ms, opened_at, last_text_at)
  values (new_turn_id, p_tenant_id, p_interaction_id, new_number, p_agent_id, 'collecting',
          case when latest.state in ('asking', 'waiting', 'failed') then latest.first_seq else p_seq end,
          p_seq, p_window_ms, p_at, p_at);
  return new_turn_id;
end
$$;
