-- A conversation's transcript: every text that was said, in the order in which they were written: a recovered text comes
-- after what was written before it, and not where it arrived. A withheld text was not said, a scheduled one not yet.
create or replace function transcript(p_interaction_id text) returns json language sql stable as $$
  select coalesce(json_agg(json_build_object(
           'timestamp', to_char(coalesce(m.written_at, m.created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'role', case m.direction when 'inbound' then 'user' else 'agent' end,
           'message', m.body, 'source', m.source) order by coalesce(m.written_at, m.created_at), m.seq), '[]')
    from messages m
   where m.interaction_id = p_interaction_id and m.state not in ('withheld', 'scheduled')
$$;
