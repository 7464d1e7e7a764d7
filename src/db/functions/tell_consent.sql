-- Writes into a conversation that its lead opted out or in, as a fact for its workflow. An opt-out drops the turn that is open,
-- and leaves nothing to decide about a near opt-out. The caller holds the conversation's lock. Answers with the fact, as json.
create or replace function tell_consent(
  p_tenant_id text, p_interaction_id text, p_kind text, p_status text, p_old_status text, p_provider text, p_consent_event_id text
) returns jsonb language plpgsql as $$
declare
  data jsonb := jsonb_build_object('consentEventId', p_consent_event_id);
  told record;
begin
  if p_status <> p_old_status then
    update interactions i set status = p_status where i.interaction_id = p_interaction_id;
    data := data || jsonb_build_object('status', p_status);
  end if;
  if p_kind = 'opted_out' then
    perform end_conversation_turn(p_interaction_id);
    perform end_near_opt_out(p_interaction_id);
  end if;
  select * into told from append_event(
    p_tenant_id, p_interaction_id, case p_kind when 'opted_out' then 'opted-out' else 'opted-in' end, data, true);
  return fact_as_json(p_tenant_id, p_interaction_id, p_provider, case p_kind when 'opted_out' then 'opted-out' else 'opted-in' end,
                      data, told.seq, told.after_seq, told.at);
end
$$;
