-- Says that a person should look at a conversation, and why; the newest reason stands.
-- Only the decision about it takes a near opt-out away: a text to somebody who asked not to be texted would be worse than
-- a failure that is seen later. The caller holds the conversation's row lock.
create or replace function set_attention(p_interaction_id text, p_reason text, p_at timestamptz) returns void language sql volatile as $$
  update interactions i set attention = p_reason, attention_at = p_at
   where i.interaction_id = p_interaction_id and i.attention is distinct from 'near_opt_out'
$$;
