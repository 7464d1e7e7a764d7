-- Before consent of a phone number changes: takes its conversations for this transaction, in the order in which everybody
-- takes several, and lets a first text of the number come before or after.
create or replace function lock_phone(p_tenant_id text, p_lead_number text) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(p_tenant_id || p_lead_number, 0)); -- as in start_inbound_conversation
  perform 1 from interactions i
    where i.tenant_id = p_tenant_id and i.lead_number = p_lead_number
    order by i.interaction_id for no key update;
end
$$;
