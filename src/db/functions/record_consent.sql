-- Writes what was said about a phone number into the ledger, and tells the conversations for which it changes something.
-- p_our_number: the number it was said to; null: all of them. It covers that number alone only where the tenant's scope says so.
-- p_interaction_id: the conversation that it came by; null: none. An opt-out sets that one to dnc, or, having come by none, all
-- that it changes; an opt-in ends dnc in all. p_told: a conversation that its own event tells (ingest_inbound).
-- The caller holds lock_phone. Answers with the facts that it wrote, as json.
create or replace function record_consent(
  p_tenant_id text, p_consent_event_id text, p_lead_number text, p_our_number text, p_lead_id text, p_interaction_id text,
  p_message_id text, p_kind text, p_origin text, p_word text, p_reason text, p_set_by text, p_at timestamptz,
  p_told text, p_confirmation_message_id text default null
) returns jsonb language plpgsql as $$
declare
  covered text := '';
  held text[];
  talk record;
  facts jsonb := '[]';
begin
  -- After the conversations, as in withholding_rule: claims that have asked are waited for, others wait and see this.
  perform pg_advisory_xact_lock(hashtextextended(p_tenant_id || p_lead_number, 1));
  if p_our_number is not null and (select t.opt_out_scope from tenants t where t.tenant_id = p_tenant_id) = 'number' then
    covered := p_our_number;
  end if;
  held := array(select i.interaction_id from interactions i
                 where i.tenant_id = p_tenant_id and i.lead_number = p_lead_number
                   and opted_out_holds(p_tenant_id, p_lead_number, i.our_number));

  insert into consent_events (consent_event_id, tenant_id, lead_number, our_number, covers, lead_id, interaction_id, message_id,
                              kind, origin, word, reason, set_by, confirmation_message_id, at)
  values (p_consent_event_id, p_tenant_id, p_lead_number, p_our_number, case covered when '' then 'tenant' else 'number' end,
          p_lead_id, p_interaction_id, p_message_id, p_kind, p_origin, p_word, p_reason, p_set_by, p_confirmation_message_id, p_at);
  if covered = '' then
    delete from consent_states s where s.tenant_id = p_tenant_id and s.lead_number = p_lead_number and s.our_number <> '';
  end if;
  insert into consent_states as s (tenant_id, lead_number, our_number, kind, since)
  values (p_tenant_id, p_lead_number, covered, p_kind, p_at)
  on conflict (tenant_id, lead_number, our_number) do update
    set kind = excluded.kind, since = case when s.kind = excluded.kind then s.since else excluded.since end;

  for talk in
    select i.interaction_id, i.status, i.provider from interactions i
     where i.tenant_id = p_tenant_id and i.lead_number = p_lead_number and i.interaction_id is distinct from p_told
       and opted_out_holds(p_tenant_id, p_lead_number, i.our_number) <> (i.interaction_id = any (held))
     order by i.interaction_id
  loop
    facts := facts || tell_consent(p_tenant_id, talk.interaction_id, p_kind, case
      when p_kind = 'opted_in' and talk.status = 'dnc' then 'in_progress'
      when p_kind = 'opted_out' and (p_interaction_id is null or p_interaction_id = talk.interaction_id) then 'dnc'
      else talk.status end, talk.status, talk.provider, p_consent_event_id);
  end loop;
  return facts;
end
$$;
