-- Of an unconfirmed text it is known what became of it, or a person has decided: nobody has to look any more, unless the conversation has
-- another one. True: attention was cleared. The caller holds the conversation's row lock, and has changed the text's state.
create or replace function end_unconfirmed(p_interaction_id text) returns boolean language plpgsql as $$
begin
  update interactions i set attention = null, attention_at = null
   where i.interaction_id = p_interaction_id and i.attention = 'send_unconfirmed'
     and not exists (select 1 from messages m where m.interaction_id = p_interaction_id and m.state = 'unconfirmed');
  return found;
end
$$;
