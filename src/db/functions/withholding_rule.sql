-- The rule that forbids a text from one of our numbers to a lead's now; null: it may be sent.
-- do_not_contact: a person decided so, about this lead or another with the same number.
-- number_not_ours: our number left the tenant, or may not send.
-- Whoever claims a text asks under the lock of its conversation's row, which those who decide take as well.
create or replace function withholding_rule(p_tenant_id text, p_lead_id text, p_lead_number text, p_our_number text)
returns text language sql volatile as $$
  select case
    when do_not_contact_holds(p_tenant_id, p_lead_id, p_lead_number) then 'do_not_contact'
    when not exists (select 1 from phone_numbers n
                      where n.tenant_id = p_tenant_id and n.phone_number = p_our_number and n.sms_capable) then 'number_not_ours'
  end
$$;
