-- Says that a conversation needs no person's look any more, because somebody acted; a near opt-out stays, as
-- in set_attention, and so does a late text where it was an agent that acted: a person is to see that. True: something was cleared. The caller holds the conversation's row lock.
create or replace function clear_attention(p_interaction_id text, p_by_person boolean default true) returns boolean language plpgsql as $$
begin
  update interactions i set attention = null, attention_at = null
   where i.interaction_id = p_interaction_id and i.attention <> 'near_opt_out' and (p_by_person or i.attention <> 'late_text');
  return found;
end
$$;
