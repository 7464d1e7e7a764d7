-- Lets a scheduled text leave, or withholds it: what a claim does for a queued one, decided under the same lock.
-- outcome: released (it is queued, as event seq; also where an execution before this one did it) | waits (due_at has not come) |
--          withheld (a rule forbids it, or it is stale) | gone (it is not scheduled any more).
-- A text that a rule forbids is withheld whether its time has come or not: after an opt-out nobody should see it wait.
-- An agent's answer to a turn is stale when the lead has written since, or a person; what people and programs write is not.
-- It leaves as a new event, so that transcript and order are those of leaving, not of writing.
create or replace function release_text(
  p_tenant_id text, p_message_id text, out outcome text, out seq integer, out due_at timestamptz
) language plpgsql as $$
declare
  message messages%rowtype;
  talk interactions%rowtype;
  rule text;
  released record;
begin
  talk := lock_conversation_of(p_tenant_id, p_message_id);
  select m.* into message from messages m where m.tenant_id = p_tenant_id and m.message_id = p_message_id for no key update;
  if message.state in ('queued', 'sending') then
    outcome := 'released';
    seq := message.seq;
    return;
  end if;
  if message.state is distinct from 'scheduled' then
    outcome := 'gone';
    return;
  end if;
  rule := withholding_rule(p_tenant_id, talk.lead_id, message.to_number, message.from_number, p_message_id);
  if rule is null and message.send_at > clock_timestamp() then
    outcome := 'waits';
    due_at := message.send_at;
    return;
  end if;
  if rule is null and message.source = 'sms_agent' and message.turn_id is not null then
    select case m.direction when 'inbound' then 'stale' else 'answered_by_person' end into rule
      from messages m
     where m.interaction_id = talk.interaction_id and m.seq > message.seq
       and (m.direction = 'inbound' and (m.consent is null or m.consent = 'near_opt_out')
            or m.source = 'manual' and m.state not in ('scheduled', 'withheld'))
     order by m.seq limit 1;
  end if;
  if rule is not null then
    outcome := 'withheld';
    update messages m set state = 'withheld', withheld_rule = rule, updated_at = now() where m.message_id = p_message_id;
    perform append_event(p_tenant_id, talk.interaction_id, 'delivery-withheld',
                         jsonb_build_object('messageId', p_message_id, 'rule', rule), false);
    return;
  end if;
  outcome := 'released';
  select * into released from append_event(p_tenant_id, talk.interaction_id, 'text-released',
                                           jsonb_build_object('messageId', p_message_id, 'why', message.scheduled_for), false);
  seq := released.seq;
  update messages m set state = 'queued', seq = released.seq, created_at = released.at, updated_at = now()
   where m.message_id = p_message_id;
  update interactions i set last_message_id = p_message_id, last_message_at = released.at, last_direction = 'outbound'
   where i.interaction_id = talk.interaction_id;
end
$$;
