-- Whether a phone number opted out of texts from one of ours after a moment, by when that was written as far as it is known: a
-- START that was written then, and comes only now, is taken back already. Null: the text came at once, nothing is later.
create or replace function opted_out_since(p_tenant_id text, p_lead_number text, p_our_number text, p_moment timestamptz)
returns boolean language sql volatile as $$
  select p_moment is not null and exists (
    select 1 from consent_events e left join messages m on m.tenant_id = p_tenant_id and m.message_id = e.message_id
     where e.tenant_id = p_tenant_id and e.lead_number = p_lead_number and e.kind = 'opted_out'
       and (e.covers = 'tenant' or e.our_number = p_our_number)
       and coalesce(case m.direction when 'inbound' then m.written_at end, e.at) >= p_moment)
$$;
