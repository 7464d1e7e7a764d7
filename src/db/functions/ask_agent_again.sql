-- Opens a turn with everything of the lead's that nobody answered yet, for the agent to be asked at once.
-- outcome: opened (the workflow must be told: the event's columns) | missing (no such conversation of this tenant) |
--          turn_open (turn_id is being answered already) | undecided (a person decides first whether the lead opted out) | withheld (rule forbids texting this lead) |
--          nothing (everything is answered, by unanswered_texts and is_answered) | no_agent (nobody is responsible) |
--          answer_limit (not before retry_at: the agent gave answers_per_hour answers within an hour).
-- p_by_person: a person asks, so one answer is wanted whatever the limit. A program that asks could be the second of two that
-- text each other for ever.
-- The failed turn is superseded, so that its agent's late reply is refused: else the lead would be answered twice. An agent
-- that rests, as a person wrote, rests no longer.
create or replace function ask_agent_again(
  p_tenant_id text, p_interaction_id text, p_by_person boolean default false,
  out outcome text, out turn_id text, out rule text, out texts integer, out tenant_id text, out interaction_id text,
  out provider text, out seq integer, out after_seq integer, out at timestamptz, out data jsonb,
  out answers_per_hour integer, out retry_at timestamptz
) language plpgsql as $$
declare
  talk interactions%rowtype;
  agent record;
  batch record;
begin
  select i.* into talk from interactions i
   where i.tenant_id = p_tenant_id and i.interaction_id = p_interaction_id for no key update;
  if not found then
    outcome := 'missing';
    return;
  end if;
  select t.turn_id into turn_id from turns t
   where t.interaction_id = talk.interaction_id and t.state in ('collecting', 'asking', 'retrying', 'waiting');
  if found then
    outcome := 'turn_open';
    return;
  end if;
  if talk.near_opt_out_seq is not null then
    outcome := 'undecided';
    return;
  end if;
  rule := withholding_rule(talk.tenant_id, talk.lead_id, talk.lead_number, talk.our_number);
  if rule is not null then
    outcome := 'withheld';
    return;
  end if;

  select * into batch from unanswered_texts(talk.interaction_id);
  -- And the late texts before them, over which the agent's answers to younger ones passed.
  select least(batch.first_seq, min(m.seq)) as first_seq, coalesce(batch.last_seq, max(m.seq)) as last_seq,
         batch.texts + count(*)::integer as texts
    into batch
    from messages m
   where m.interaction_id = talk.interaction_id and m.direction = 'inbound' and m.late
     and m.seq < coalesce(batch.first_seq, talk.last_seq + 1) and not is_answered(m);
  if batch.texts = 0 then
    outcome := 'nothing';
    return;
  end if;
  select a.* into agent from responsible_agent(
    talk.tenant_id, talk.campaign_id, talk.our_number,
    (select l.is_test from leads l where l.tenant_id = talk.tenant_id and l.lead_id = talk.lead_id)) a;
  if not found then
    outcome := 'no_agent';
    return;
  end if;
  answers_per_hour := agent.answers_per_hour;
  retry_at := case when not p_by_person then answers_full_until(talk.interaction_id, agent.answers_per_hour) end;
  if retry_at is not null then
    outcome := 'answer_limit';
    return;
  end if;

  update turns t set state = 'superseded', ended_at = clock_timestamp()
   where t.interaction_id = talk.interaction_id and t.number = talk.last_turn and t.state = 'failed';
  turn_id := 'turn_' || substr(talk.interaction_id, 5) || '_' || talk.last_turn + 1;
  tenant_id := talk.tenant_id;
  interaction_id := talk.interaction_id;
  provider := talk.provider;
  texts := batch.texts;
  outcome := 'opened';
  data := jsonb_build_object('turnId', turn_id, 'agentName', agent.name, 'texts', texts);
  select e.seq, e.after_seq, e.at into seq, after_seq, at
    from append_event(talk.tenant_id, talk.interaction_id, 'ask-agent-again', data, true) e;
  -- Who asks has seen a late text, and has it answered; an agent's answer alone would not be a person's look.
  update interactions i
     set last_turn = talk.last_turn + 1, agent_rests_until = null, attention = nullif(i.attention, 'late_text'),
         attention_at = case when i.attention <> 'late_text' then i.attention_at end
   where i.interaction_id = talk.interaction_id;
  -- Without a window: what is asked again has waited long enough.
  insert into turns (turn_id, tenant_id, interaction_id, number, agent_id, state, first_seq, last_seq, window_ms, opened_at, last_text_at,
                     beyond_limit)
  values (ask_agent_again.turn_id, talk.tenant_id, talk.interaction_id, talk.last_turn + 1, agent.agent_id, 'collecting',
          batch.first_seq, batch.last_seq, 0, ask_agent_again.at, ask_agent_again.at, p_by_person);
end
$$;
