-- Until when an agent has given all the answers that it may give in this conversation within an hour; null: one more may leave.
-- An answer is a text of its own that may have reached the lead. Whoever asks holds the conversation's row lock, so that of
-- two answers at once one is counted before the other is let go.
-- First a look at the newest texts of any kind: a conversation in which less was said than the limit within the hour, as in
-- nearly all, costs no count.
create or replace function answers_full_until(p_interaction_id text, p_answers_per_hour integer)
returns timestamptz language plpgsql volatile as $$
declare
  hour_ago timestamptz := clock_timestamp() - interval '1 hour';
begin
  if coalesce((select m.created_at < hour_ago from messages m
                where m.interaction_id = p_interaction_id
                order by m.seq desc offset p_answers_per_hour - 1 limit 1), true)
  then
    return null;
  end if;
  return (select m.created_at + interval '1 hour' from messages m
           where m.interaction_id = p_interaction_id and m.source = 'sms_agent'
             and m.state in ('queued', 'sending', 'sent', 'delivered', 'unconfirmed') and m.created_at >= hour_ago
           order by m.created_at desc offset p_answers_per_hour - 1 limit 1);
end
$$;
