-- Whether a text of the lead's was answered, by that time and by the rule of unanswered_texts. A late text the agent was not asked about:
-- so only a person's text answers it, or the agent's answer to a turn that held it because a person wanted that.
create or replace function is_answered(p_text messages, p_before timestamptz default 'infinity') returns boolean language sql volatile as $$
  select exists (
    select 1 from messages o left join turns t on t.turn_id = o.turn_id
     where o.interaction_id = p_text.interaction_id and o.seq > p_text.seq and o.created_at <= p_before
       and o.source in ('manual', 'sms_agent') and o.state in ('queued', 'sending', 'sent', 'delivered', 'unconfirmed')
       and (o.source = 'manual' or not p_text.late
            or (p_text.seq between t.first_seq and t.last_seq and t.number >= late_text_asked_in(p_text.interaction_id, p_text.seq))))
$$;
