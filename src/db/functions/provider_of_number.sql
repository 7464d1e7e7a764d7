-- The provider that a number's texts go through: the one it is tied to, else that of the agent that has it. Null: none.
create or replace function provider_of_number(p_tenant_id text, p_our_number text)
returns text language sql stable as $$
  select coalesce(n.provider, a.provider)
    from phone_numbers n
    left join sms_agents a on a.tenant_id = n.tenant_id and a.phone_number = n.phone_number
   where n.tenant_id = p_tenant_id and n.phone_number = p_our_number
$$;
