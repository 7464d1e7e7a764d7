-- Gives up looking for evidence of a send, unless a report came meanwhile. Answers with the message's state afterwards.
create or replace function record_unconfirmed(p_tenant_id text, p_message_id text, p_replaces text[])
returns text language plpgsql as $$
declare
  message messages%rowtype;
begin
  select m.* into message from messages m where m.tenant_id = p_tenant_id and m.message_id = p_message_id;
  perform 1 from interactions i where i.interaction_id = message.interaction_id for no key update;
  update messages m set state = 'unconfirmed', updated_at = now()
   where m.message_id = p_message_id and m.state = any (p_replaces);
  if not found then
    return (select m.state from messages m where m.message_id = p_message_id);
  end if;
  perform set_attention(message.interaction_id, 'send_unconfirmed', date_trunc('milliseconds', clock_timestamp()));
  perform append_event(p_tenant_id, message.interaction_id, 'delivery-unconfirmed', jsonb_build_object('messageId', p_message_id), false);
  perform pg_notify('parley_message', p_message_id);
  return 'unconfirmed';
end
$$;
