-- Who is written to when a text arrives at one of our numbers: its tenant, the provider it is tied to, and the campaigns in
-- the order in which they are searched for the lead: the active campaign that has the number alone, else those of the
-- agent that has it. No row: nobody owns the number.
create or replace function route_inbound(p_our_number text)
returns table (tenant_id text, provider text, campaign_ids text[])
language sql stable as $$
  select n.tenant_id, coalesce(n.provider, a.provider),
         case when c.campaign_id is not null then array[c.campaign_id]
              else array(select o.campaign_id
                           from unnest(a.inbound_campaign_ids) with ordinality as listed (campaign_id, place)
                           join campaigns o on o.tenant_id = n.tenant_id and o.campaign_id = listed.campaign_id and o.status = 'active'
                          order by listed.place) end
    from phone_numbers n
    left join campaigns c on c.phone_number = n.phone_number and c.tenant_id = n.tenant_id and c.status = 'active'
    left join sms_agents a on a.phone_number = n.phone_number and a.tenant_id = n.tenant_id
   where n.phone_number = p_our_number
$$;
