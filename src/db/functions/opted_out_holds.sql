-- Whether a phone number is opted out of texts from one of our numbers: by its newest word about that number, else about all
-- of ours. Where the tenant's scope is all numbers, an opt-out from any of them counts.
-- Volatile, so that it sees what was committed while the caller waited for its lock.
create or replace function opted_out_holds(p_tenant_id text, p_lead_number text, p_our_number text)
returns boolean language sql volatile as $$
  select exists (
    select 1 from consent_states s
     where s.tenant_id = p_tenant_id and s.lead_number = p_lead_number and s.kind = 'opted_out'
       and (s.our_number = p_our_number
            or (select t.opt_out_scope from tenants t where t.tenant_id = p_tenant_id) = 'tenant'
            or (s.our_number = '' and not exists (
                 select 1 from consent_states o
                  where o.tenant_id = p_tenant_id and o.lead_number = p_lead_number and o.our_number = p_our_number))))
$$;
