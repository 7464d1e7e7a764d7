-- Whether a text may leave in a conversation, as people are shown it: ok, opted_out or do_not_contact.
create or replace function consent_of_conversation(p_tenant_id text, p_lead_id text, p_lead_number text, p_our_number text)
returns text language sql volatile as $$
  select case
    when do_not_contact_holds(p_tenant_id, p_lead_id, p_lead_number) then 'do_not_contact'
    when opted_out_holds(p_tenant_id, p_lead_number, p_our_number) then 'opted_out'
    else 'ok'
  end
$$;
