-- The lead's texts that nobody answered yet. Answered is what came before a text of a person's or the agent's that may have reached
-- the lead; one that was refused, or never sent, answered nothing. A program's text is no answer, as it is none to a turn.
create or replace function unanswered_texts(p_interaction_id text, out first_seq integer, out last_seq integer, out texts integer)
language sql volatile as $$
  select min(m.seq), max(m.seq), count(*)::integer
    from messages m
   where m.interaction_id = p_interaction_id and m.direction = 'inbound'
     and (m.consent is null or m.consent = 'near_opt_out') -- a keyword is not the agent's to answer
     and m.seq > coalesce((select o.seq from messages o
                            where o.interaction_id = p_interaction_id and o.source in ('manual', 'sms_agent')
                              and o.state in ('queued', 'sending', 'sent', 'delivered', 'unconfirmed')
                            order by o.seq desc limit 1), 0)
$$;
