-- Nothing is left to decide about a text that sounded like an opt-out. The caller holds the conversation's lock.
create or replace function end_near_opt_out(p_interaction_id text) returns void language sql as $$
  update interactions i
     set near_opt_out_seq = null,
         attention = nullif(i.attention, 'near_opt_out'),
         attention_at = case when i.attention = 'near_opt_out' then null else i.attention_at end
   where i.interaction_id = p_interaction_id and (i.near_opt_out_seq is not null or i.attention = 'near_opt_out')
$$;
