-- Claims one attempt to hand a message to its provider. The row in send_attempts exists before the request leaves, so an
-- attempt whose end nobody saw is found by whoever looks next, and is never simply tried again.
-- outcome: claimed | behind (an earlier text of this conversation has not left yet; it is named where nobody seems to be at it) |
--          unclear (an attempt without a verdict: its process was killed) | done (nothing to do; see state, and send_at of
--          one that is scheduled) | quiet_hours (it is to keep these, by the clock of its lead, whose zone, if known, and
--          number are given: whether it is quiet there, the caller has to find out. Then hold_text, or a claim without p_heeds_quiet_hours) |
--          paced (the rate of its number lets it leave at `until`: claimed then, it is claimed).
-- p_heeds_quiet_hours, p_paces: the caller knows these outcomes; one of the version before does not, and is not made to wait.
-- A text takes its slot once, and leaves in it without asking again, a second early as clocks differ. One that is more than
-- ten seconds late (no worker ran) takes another: else all that missed theirs would leave at once.
-- Parley's own answers do not wait: a confirmation that comes after five minutes is withheld.
-- Whether the lead may be texted is asked once more here, under the lock that those take who decide it: a text that may
-- not be sent is withheld, with the rule, and done; one that a person had sent again is unconfirmed again, as its first attempt
-- may have arrived.
create or replace function claim_delivery(
  p_tenant_id text, p_message_id text, p_heeds_quiet_hours boolean default false, p_paces boolean default false,
  out outcome text, out attempt integer, out ahead_message_id text, out ahead_seq integer, out state text, out body text, out from_number text, out to_number text, out provider text,
  out send_at timestamptz, out quiet_hours jsonb, out timezone text, out until timestamptz
) language plpgsql as $$
declare
  message messages%rowtype;
  latest record;
  talk interactions%rowtype;
  rule text;
begin
  talk := lock_conversation_of(p_tenant_id, p_message_id);
  select m.* into message from messages m where m.tenant_id = p_tenant_id and m.message_id = p_message_id for no key update;
  state := message.state;
  select a.attempt, a.verdict, t.quiet_from is not null as keeps_quiet_hours into latest
    from tenants t left join send_attempts a on a.message_id = p_message_id
   where t.tenant_id = p_tenant_id order by a.attempt desc nulls last limit 1;

  outcome := case
    when message.state = 'sending' then 'unclear'
    when message.state is distinct from 'queued' then 'done'
    when exists (select 1 from messages m where m.interaction_id = message.interaction_id
                    and m.seq < message.seq and m.state in ('queued', 'sending')) then 'behind'
    else 'claimed'
  end;
  if outcome = 'behind' then
    select m.message_id, m.seq into ahead_message_id, ahead_seq
      from messages m
     where m.interaction_id = message.interaction_id and m.seq < message.seq and m.state in ('queued', 'sending')
       and not exists (select 1 from send_attempts a where a.message_id = m.message_id
                          and m.state = 'sending' and a.started_at > clock_timestamp() - interval '30 seconds')
     order by m.seq limit 1;
  end if;
  if outcome = 'unclear' then
    -- Said aloud, so that a provider's report about it is seen to settle a doubt (record_report).
    update send_attempts a set verdict = 'unclear' where a.message_id = p_message_id and a.attempt = latest.attempt and a.verdict is null;
  end if;
  send_at := message.send_at;
  if outcome <> 'claimed' then
    return;
  end if;
  rule := withholding_rule(p_tenant_id, talk.lead_id, message.to_number, message.from_number,
                           case message.source when 'system' then p_message_id end);
  if rule is not null then
    outcome := 'done';
    state := case when message.decision = 'send_again' then 'unconfirmed' else 'withheld' end;
    update messages m
       set state = claim_delivery.state, withheld_rule = case when claim_delivery.state = 'withheld' then rule end, updated_at = now()
     where m.message_id = p_message_id;
    perform append_event(p_tenant_id, talk.interaction_id, 'delivery-withheld',
                         jsonb_build_object('messageId', p_message_id, 'rule', rule), false);
    perform pg_notify('parley_message', p_message_id);
    return;
  end if;
  to_number := message.to_number;
  if p_heeds_quiet_hours and latest.keeps_quiet_hours then
    quiet_hours := quiet_hours_of(p_tenant_id, message.interaction_id, message.source);
    if quiet_hours is not null then
      outcome := 'quiet_hours';
      select l.timezone into timezone from leads l where l.tenant_id = p_tenant_id and l.lead_id = talk.lead_id;
      return;
    end if;
  end if;
  if latest.attempt is null and message.slot_at > clock_timestamp() + interval '1 second' and p_paces then
    outcome := 'paced';
    until := message.slot_at;
    return;
  end if;
  if latest.attempt is null and (message.slot_at is null or message.slot_at < clock_timestamp() - interval '10 seconds') then
    until := take_slot(p_tenant_id, message.from_number, message.segments);
    if until > clock_timestamp() and p_paces and message.source <> 'system' then
      outcome := 'paced';
      update messages m set slot_at = until where m.message_id = p_message_id;
      perform append_event(p_tenant_id, talk.interaction_id, 'delivery-paced',
                           jsonb_build_object('messageId', p_message_id, 'until', (extract(epoch from until) * 1000)::bigint), false);
      perform pg_notify('parley_message', p_message_id);
      return;
    end if;
    until := null;
  end if;
  attempt := coalesce(latest.attempt, 0) + 1;
  insert into send_attempts (message_id, attempt, tenant_id) values (p_message_id, attempt, p_tenant_id);
  update messages m set state = 'sending', updated_at = now() where m.message_id = p_message_id;
  state := 'sending';
  body := message.body;
  from_number := message.from_number;
  provider := message.provider;
end
$$;
