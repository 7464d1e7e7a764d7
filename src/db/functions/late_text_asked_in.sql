-- The number of the turn with which a person first had the agent asked about a late text; null: nobody had. Only such a turn has
-- no window.
create or replace function late_text_asked_in(p_interaction_id text, p_seq integer) returns integer language sql volatile as $$
  select min(t.number) from turns t
   where t.interaction_id = p_interaction_id and t.window_ms = 0 and p_seq between t.first_seq and t.last_seq
$$;
