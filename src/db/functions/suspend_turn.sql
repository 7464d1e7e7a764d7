-- A text sounds like an opt-out: the agent is not asked about it, nor about what was unanswered before it, until a person has
-- decided (resume_turn). A reply that the agent gives meanwhile is stale: the lead has written since.
-- The caller holds the conversation's lock.
create or replace function suspend_turn(p_interaction_id text, p_seq integer, p_at timestamptz) returns void language plpgsql as $$
declare
  unanswered integer;
begin
  with ended as (
    update turns t set state = 'superseded', ended_at = p_at
     where t.interaction_id = p_interaction_id
       and (t.state in ('collecting', 'asking', 'retrying', 'waiting')
            or t.state = 'failed' and t.number = (select i.last_turn from interactions i where i.interaction_id = p_interaction_id))
    returning t.first_seq)
  select min(ended.first_seq) into unanswered from ended;
  update interactions i
     set near_opt_out_seq = coalesce(i.near_opt_out_seq, unanswered, p_seq), attention = 'near_opt_out', attention_at = p_at
   where i.interaction_id = p_interaction_id;
end
$$;
