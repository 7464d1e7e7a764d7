-- A provider refused a text of ours because the lead opted out there: into the ledger, unless it is known. The provider's
-- word is about the number that was to send, and counts once: a report that comes late takes back no START. The caller holds lock_phone. What it tells is signalled by the relay.
create or replace function record_provider_opt_out(message messages, p_word text) returns void language plpgsql as $$
begin
  if opted_out_holds(message.tenant_id, message.to_number, message.from_number)
    or exists (select 1 from consent_events e where e.consent_event_id = 'consent_' || substr(message.message_id, 5))
  then
    return;
  end if;
  perform record_consent(
    message.tenant_id, 'consent_' || substr(message.message_id, 5), message.to_number, message.from_number,
    (select i.lead_id from interactions i where i.interaction_id = message.interaction_id), message.interaction_id, message.message_id,
    'opted_out', 'provider', p_word, null, null, date_trunc('milliseconds', clock_timestamp()), null);
end
$$;
