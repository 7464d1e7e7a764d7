-- Writes what became of an attempt and moves the message on, where its state may still move there: p_replaces holds the
-- states that p_state may replace (src/domain/delivery.ts), so a report that came first is never undone.
-- p_state null: the verdict moves nothing (unclear). Answers with the message's state afterwards.
-- p_opted_out: the provider refused it because the lead opted out there, which is written into the ledger.
create or replace function record_verdict(
  p_tenant_id text, p_message_id text, p_attempt integer, p_verdict text, p_provider_message_id text,
  p_error_code text, p_error_message text, p_state text, p_replaces text[], p_notify boolean,
  p_opted_out boolean default false
) returns text language plpgsql as $$
declare
  message messages%rowtype;
begin
  if p_opted_out then
    perform lock_phone(m.tenant_id, m.to_number) from messages m where m.tenant_id = p_tenant_id and m.message_id = p_message_id;
  end if;
  perform lock_conversation_of(p_tenant_id, p_message_id);
  update messages m
     set state = case when m.state = any (p_replaces) then p_state else m.state end,
         provider_message_id = coalesce(m.provider_message_id, p_provider_message_id),
         -- What a try that is not the last one failed of is the attempt's to tell, not the message's.
         error_code = coalesce(m.error_code, case when p_verdict in ('accepted', 'refused') then p_error_code end),
         error_message = coalesce(m.error_message, case when p_verdict in ('accepted', 'refused') then p_error_message end),
         updated_at = now()
   where m.tenant_id = p_tenant_id and m.message_id = p_message_id
  returning m.* into message;
  update send_attempts a
     set verdict = p_verdict, provider_message_id = p_provider_message_id, error_code = p_error_code,
         error_message = p_error_message, ended_at = clock_timestamp()
   where a.message_id = p_message_id and a.attempt = p_attempt;
  perform append_event(p_tenant_id, message.interaction_id, 'delivery-attempted',
                       jsonb_build_object('messageId', p_message_id, 'attempt', p_attempt, 'verdict', p_verdict, 'state', message.state)
                       || case when p_error_code is null then '{}' else jsonb_build_object('errorCode', p_error_code) end, false);
  if message.state in ('failed', 'undelivered') then
    update interactions i set error_code = message.error_code, error_message = message.error_message where i.interaction_id = message.interaction_id;
    perform set_attention(message.interaction_id, 'send_failed', date_trunc('milliseconds', clock_timestamp()));
  end if;
  if p_opted_out then
    perform record_provider_opt_out(message, p_error_code);
  end if;
  if p_notify and message.state <> 'queued' then
    perform pg_notify('parley_message', p_message_id);
  end if;
  return message.state;
end
$$;
