-- Puts a queued text off to the end of quiet hours. Answers with the time; null: it is not queued any more, or answers a text
-- that has come since it was asked about (quiet_hours_of), so it is to be claimed.
-- It is then neither on its way nor said: others do not wait for it, it is in no transcript and not its conversation's newest text.
create or replace function hold_text(p_tenant_id text, p_message_id text, p_until timestamptz)
returns timestamptz language plpgsql as $$
declare
  message messages%rowtype;
  talk interactions%rowtype;
begin
  talk := lock_conversation_of(p_tenant_id, p_message_id);
  select m.* into message from messages m where m.tenant_id = p_tenant_id and m.message_id = p_message_id for no key update;
  if message.state is distinct from 'queued' or quiet_hours_of(p_tenant_id, message.interaction_id, message.source) is null then
    return null;
  end if;
  update messages m set state = 'scheduled', send_at = p_until, scheduled_for = 'quiet_hours', updated_at = now()
   where m.message_id = p_message_id;
  if talk.last_message_id = p_message_id then
    update interactions i
       set (last_message_id, last_message_at, last_direction) = (
             select newest.message_id, coalesce(newest.created_at, i.last_message_at), newest.direction
               from (values (1)) as one
               left join lateral (
                 select m.message_id, m.created_at, m.direction from messages m
                  where m.interaction_id = talk.interaction_id and m.state not in ('scheduled', 'withheld')
                  order by m.seq desc limit 1) newest on true)
     where i.interaction_id = talk.interaction_id;
  end if;
  perform append_event(p_tenant_id, talk.interaction_id, 'text-held',
                       jsonb_build_object('messageId', p_message_id, 'until', (extract(epoch from p_until) * 1000)::bigint), false);
  perform pg_notify('parley_message', p_message_id);
  return p_until;
end
$$;
