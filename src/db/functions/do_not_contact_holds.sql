-- Whether a person decided that this lead, or another lead with the same number, is not to be texted.
create or replace function do_not_contact_holds(p_tenant_id text, p_lead_id text, p_lead_number text)
returns boolean language sql volatile as $$
  select exists (
    select 1 from do_not_contact d
     where d.tenant_id = p_tenant_id and d.channel = 'sms' and d.lifted_at is null
       and d.lead_id in (select p_lead_id union all
                         select l.lead_id from leads l where l.tenant_id = p_tenant_id and l.phone = p_lead_number))
$$;
