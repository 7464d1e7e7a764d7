-- Keeps a provider's report about a message (p_state null: one that tells us nothing) and moves the message on where it may still move (see record_verdict).
-- The workflow is told (after_seq is set) only where that changes a decision: when the attempt's outcome was in doubt, or
-- when a person should look because the text did not arrive.
-- outcome: recorded | unknown (no such message of ours, or one of a tenant for whom the reporting account does not speak).
-- p_opted_out: it says that the lead opted out at the provider, which is written into the ledger.
-- p_tenants: those for whom it speaks; null: all, as it was for the version before, which does not give it.
create or replace function record_report(
  p_message_id text, p_provider_message_id text, p_status text, p_error_code text, p_error_message text,
  p_state text, p_replaces text[], p_tenants text[] default null, p_opted_out boolean default false,
  out outcome text, out tenant_id text, out interaction_id text, out provider text,
  out seq integer, out after_seq integer, out at timestamptz, out data jsonb
) language plpgsql as $$
declare
  before messages%rowtype;
  in_doubt boolean;
begin
  select m.* into before from messages m where m.message_id = p_message_id and m.direction = 'outbound';
  -- Before anything is locked: another tenant's conversation is not to be held up either.
  if p_tenants is not null and before.tenant_id <> all (p_tenants) then
    outcome := 'unknown';
    return;
  end if;
  if p_opted_out and before.tenant_id is not null then
    perform lock_phone(before.tenant_id, before.to_number);
  end if;
  select i.provider into provider
    from interactions i where i.interaction_id = before.interaction_id for no key update;
  select m.* into before from messages m where m.message_id = p_message_id and m.direction = 'outbound' for no key update;
  if not found or before.provider_message_id <> p_provider_message_id then
    outcome := 'unknown';
    return;
  end if;
  tenant_id := before.tenant_id;
  interaction_id := before.interaction_id;
  outcome := 'recorded';
  insert into delivery_reports (tenant_id, message_id, provider_message_id, status, error_code)
  values (before.tenant_id, p_message_id, p_provider_message_id, p_status, p_error_code);
  if p_opted_out then
    perform record_provider_opt_out(before, p_error_code);
  end if;
  if p_state is null or before.state <> all (p_replaces) then
    return;
  end if;
  -- A person had it sent again: that the first attempt failed is no reason to stop the second, nor says it what became of that.
  if before.decision = 'send_again' and before.state in ('queued', 'sending') and p_state in ('failed', 'undelivered') then
    return;
  end if;
  in_doubt := before.state = 'unconfirmed' or (before.state = 'sending' and exists (
    select 1 from send_attempts a where a.message_id = p_message_id and a.verdict = 'unclear'));
  update messages m
     set state = p_state, updated_at = now(),
         -- While the send was in doubt, a look may have taken this id for another text of the same words.
         provider_message_id = case when exists (
           select 1 from messages o where o.tenant_id = m.tenant_id and o.provider = m.provider
              and o.provider_message_id = p_provider_message_id) then m.provider_message_id else p_provider_message_id end,
         error_code = coalesce(m.error_code, p_error_code), error_message = coalesce(m.error_message, p_error_message)
   where m.message_id = p_message_id;
  data := jsonb_build_object('messageId', p_message_id, 'state', p_state);
  if not in_doubt and p_state in ('failed', 'undelivered') then
    data := data || '{"inDoubt": false}';
  elsif in_doubt and p_state not in ('failed', 'undelivered') and not end_unconfirmed(before.interaction_id) then
    data := data || '{"attentionCleared": false}';
  end if;
  select e.seq, e.after_seq, e.at into seq, after_seq, at
    from append_event(before.tenant_id, before.interaction_id, 'delivery-reported', data,
                      in_doubt or p_state in ('failed', 'undelivered')) e;
  if p_state in ('failed', 'undelivered') then
    update interactions i set error_code = p_error_code, error_message = p_error_message where i.interaction_id = before.interaction_id;
    perform set_attention(before.interaction_id, 'send_failed', at);
  end if;
  perform pg_notify('parley_message', p_message_id);
end
$$;
