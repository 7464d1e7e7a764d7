-- Drops the turn of a conversation that is open, or failed and unanswered: nobody is asked, and a late reply is refused.
-- What closeOpenTurn does (src/db/conversations.ts), for functions. The caller holds the conversation's lock.
create or replace function end_conversation_turn(p_interaction_id text) returns void language sql as $$
  update turns t set state = 'dropped', ended_at = clock_timestamp()
   where t.interaction_id = p_interaction_id
     and (t.state in ('collecting', 'asking', 'retrying', 'waiting')
          or t.state = 'failed' and t.number = (select i.last_turn from interactions i where i.interaction_id = p_interaction_id))
$$;
