-- Who is written to when a text arrives at one of our numbers: its tenant and provider, and the campaigns in the
-- order in which they are searched for the lead. No row: nobody owns the number.
create or replace function route_inbound(p_our_number text)
returns table (tenant_id text, provider text, campaign_ids text[])
language sql stable as $$
  select n.tenant_id, n.provider,
         case when c.campaign_id is not null then array[c.campaign_id] else coalesce(a.inbound_campaign_ids, '{}') end
    from phone_numbers n
    left join campaigns c on c.phone_number = n.phone_number and c.tenant_id = n.tenant_id
    left join sms_agents a on a.phone_number = n.phone_number and a.tenant_id = n.tenant_id
   where n.phone_number = p_our_number
$$;
