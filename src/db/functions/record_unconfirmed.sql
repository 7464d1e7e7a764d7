-- Gives up looking for evidence of a send, unless a report came meanwhile. Answers with the message's state afterwards.
create or replace function record_unconfirmed(p_tenant_id text, p_message_id text, p_replaces text[])
returns text language plpgsql as $$
declare
  talk interactions%rowtype;
begin
  talk := lock_conversation_of(p_tenant_id, p_message_id);
  update messages m set state = 'unconfirmed', updated_at = now()
   where m.tenant_id = p_tenant_id and m.message_id = p_message_id and m.state = any (p_replaces);
  if not found then
    return (select m.state from messages m where m.tenant_id = p_tenant_id and m.message_id = p_message_id);
  end if;
  perform set_attention(talk.interaction_id, 'send_unconfirmed', date_trunc('milliseconds', clock_timestamp()));
  perform append_event(p_tenant_id, talk.interaction_id, 'delivery-unconfirmed', jsonb_build_object('messageId', p_message_id), false);
  perform pg_notify('parley_message', p_message_id);
  return 'unconfirmed';
end
$$;
