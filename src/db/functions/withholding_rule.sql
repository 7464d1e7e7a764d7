-- The rule that forbids a text from one of our numbers to a lead's now; null: it may be sent.
-- do_not_contact: a person decided so, about this lead or another with the same number.
-- opted_out: the phone number opted out; but for the one text that confirms it, for five minutes.
-- opted_in: it confirms an opt-out that the lead has taken back since; after another STOP that one's own confirmation says it.
-- number_not_ours: our number left the tenant, or may not send.
-- p_message_id: the text, where it may be such a confirmation, which only Parley's own texts are. For all others the ledger is not
-- asked for one: nearly every claim is of such a text.
-- Whoever claims a text asks under the lock of its conversation's row, which those who decide take as well. A conversation
-- that is being begun cannot be taken by them: so consent has a lock of its own, held here until the claim has committed.
create or replace function withholding_rule(
  p_tenant_id text, p_lead_id text, p_lead_number text, p_our_number text, p_message_id text default null
) returns text language plpgsql volatile as $$
declare
  taken_back boolean;
  confirms boolean;
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(p_tenant_id || p_lead_number, 1));
  if p_message_id is not null then
    select e.at > clock_timestamp() - interval '5 minutes',
           exists (select 1 from consent_events back
                    where back.tenant_id = e.tenant_id and back.lead_number = e.lead_number and back.kind = 'opted_in'
                      and back.at > e.at and (back.covers = 'tenant' or back.our_number = e.our_number))
      into confirms, taken_back
      from consent_events e where e.confirmation_message_id = p_message_id;
  end if;
  return case
    when do_not_contact_holds(p_tenant_id, p_lead_id, p_lead_number) then 'do_not_contact'
    when taken_back then 'opted_in'
    when opted_out_holds(p_tenant_id, p_lead_number, p_our_number) and confirms is not true then 'opted_out'
    when not exists (select 1 from phone_numbers n
                      where n.tenant_id = p_tenant_id and n.phone_number = p_our_number and n.sms_capable) then 'number_not_ours'
  end;
end
$$;
