-- Records the reply an agent gave in its webhook's answer, and claims it for delivery where nothing is ahead of it.
-- outcome: claimed (deliver it now, attempt 1) |
--          queued (earlier texts leave first, or, with until, the rate of the number lets it leave then) |
--          quiet_hours (queued, and nothing is ahead of it: its claim says whether it has to wait for their end) |
--          replied_before (an earlier execution's reply, earlier_message_id, is the turn's; this one is not recorded) |
--          stale | answered | answered_by_person | dropped | do_not_contact | opted_out | number_not_ours | answer_limit (refused:
--          the reply is kept as 'withheld' and not sent; all but the last after 'dropped' are rules of withholding_rule).
-- p_heeds_quiet_hours: false for the version before, which knows nothing of them.
create or replace function record_reply(
  p_tenant_id text, p_turn_id text, p_asked_seq integer, p_message_id text, p_body text, p_segments integer,
  p_heeds_quiet_hours boolean default false,
  out outcome text, out seq integer, out earlier_message_id text, out from_number text, out to_number text, out provider text,
  out until timestamptz
) language plpgsql as $$
declare
  turn turns%rowtype;
  talk interactions%rowtype;
  ahead boolean;
  keeps_quiet_hours boolean;
  heeds boolean;
  limit_per_hour integer;
  replied_at timestamptz;
begin
  select t.* into turn from turns t where t.tenant_id = p_tenant_id and t.turn_id = p_turn_id;
  select i.* into talk from interactions i where i.interaction_id = turn.interaction_id for no key update;
  select t.* into turn from turns t where t.turn_id = p_turn_id;

  select m.message_id, m.seq into earlier_message_id, seq
    from messages m join events e on e.interaction_id = m.interaction_id and e.seq = m.seq
   where m.message_id = turn.reply_message_id and e.type = 'agent-reply-in-response';
  if found then
    outcome := 'replied_before';
    return;
  end if;

  outcome := case
    when turn.state in ('answered', 'answered_by_person', 'dropped') then turn.state
    when turn.state in ('superseded', 'collecting') or turn.last_seq > p_asked_seq then 'stale'
    else withholding_rule(p_tenant_id, talk.lead_id, talk.lead_number, talk.our_number)
  end;
  if outcome is null and not turn.beyond_limit then
    select a.answers_per_hour into limit_per_hour from sms_agents a where a.agent_id = turn.agent_id;
    outcome := case when answers_full_until(talk.interaction_id, limit_per_hour) is not null then 'answer_limit' end;
  end if;
  select exists (select 1 from messages m where m.interaction_id = talk.interaction_id and m.state in ('queued', 'sending')),
         t.quiet_from is not null
    into ahead, keeps_quiet_hours
    from tenants t where t.tenant_id = p_tenant_id;
  -- Seldom: a turn that was asked again is answered long after the lead wrote.
  heeds := outcome is null and not ahead and p_heeds_quiet_hours and keeps_quiet_hours
           and quiet_hours_of(p_tenant_id, talk.interaction_id, 'sms_agent') is not null;
  outcome := coalesce(outcome, case when ahead or heeds then 'queued' else 'claimed' end);
  if outcome = 'claimed' then
    until := take_slot(p_tenant_id, talk.our_number, p_segments);
    if until > clock_timestamp() then
      outcome := 'queued';
    else
      until := null;
    end if;
  end if;
  from_number := talk.our_number;
  to_number := talk.lead_number;
  provider := provider_of_conversation(talk);

  select e.seq, e.at into seq, replied_at from append_event(
    p_tenant_id, talk.interaction_id,
    case when outcome in ('claimed', 'queued') then 'agent-reply-in-response' else 'agent-reply-refused' end,
    jsonb_build_object('messageId', p_message_id, 'turnId', p_turn_id, 'outcome', outcome), false) e;
  insert into messages (message_id, tenant_id, interaction_id, seq, direction, source, body, from_number, to_number,
                        provider, state, withheld_rule, segments, turn_id, created_at, slot_at)
  values (p_message_id, p_tenant_id, talk.interaction_id, record_reply.seq, 'outbound', 'sms_agent', p_body, from_number, to_number, provider,
          case outcome when 'claimed' then 'sending' when 'queued' then 'queued' else 'withheld' end,
          case when outcome not in ('claimed', 'queued') then outcome end, p_segments, p_turn_id, replied_at, until);
  update turn_attempts a set ended_at = clock_timestamp(), outcome = 'replied'
   where a.turn_id = p_turn_id and a.attempt = turn.attempts;
  if outcome in ('do_not_contact', 'opted_out', 'number_not_ours') then
    update turns t set state = 'dropped', ended_at = clock_timestamp() where t.turn_id = p_turn_id;
  end if;
  if outcome = 'answer_limit' then
    perform limit_turn(talk, p_turn_id, limit_per_hour);
  end if;
  if outcome not in ('claimed', 'queued') then
    return;
  end if;
  update turns t set state = 'answered', reply_message_id = p_message_id, ended_at = clock_timestamp() where t.turn_id = p_turn_id;
  update interactions i set last_message_id = p_message_id, last_message_at = replied_at, last_direction = 'outbound'
   where i.interaction_id = talk.interaction_id;
  if talk.attention is not null then
    perform clear_attention(talk.interaction_id, false);
  end if;
  if until is not null then
    perform append_event(p_tenant_id, talk.interaction_id, 'delivery-paced',
                         jsonb_build_object('messageId', p_message_id, 'until', (extract(epoch from until) * 1000)::bigint), false);
  end if;
  if outcome = 'claimed' then
    insert into send_attempts (message_id, attempt, tenant_id) values (p_message_id, 1, p_tenant_id);
  elsif heeds then
    outcome := 'quiet_hours';
  end if;
end
$$;
