-- Claims a turn for one attempt to ask its agent, and says what the agent is shown up to (asked_seq).
-- outcome: claimed | answered (by the agent's answer to an earlier execution: reply_message_id, perhaps not handed over yet) |
--          closed (nobody is to be asked, also as the agent has given all the answers that it may give within an hour: the turn
--          is failed then). asked_for_ms: since the first attempt.
-- A turn that is 'asking' already is claimed again: the process that asked it before was killed. The agent tells the two
-- requests for one turn by their webhook-id.
create or replace function claim_turn(
  p_tenant_id text, p_turn_id text,
  out outcome text, out interaction_id text, out attempt integer, out asked_seq integer, out first_seq integer,
  out asked_for_ms integer, out reply_message_id text, out reply_seq integer
) language plpgsql as $$
declare
  turn turns%rowtype;
  talk interactions%rowtype;
  limit_per_hour integer;
begin
  select t.* into turn from turns t where t.tenant_id = p_tenant_id and t.turn_id = p_turn_id;
  interaction_id := turn.interaction_id;
  -- The conversation first, then the turn: the order in which everybody locks.
  select i.* into talk from interactions i where i.interaction_id = turn.interaction_id for no key update;
  select a.answers_per_hour into limit_per_hour from sms_agents a where a.agent_id = turn.agent_id;
  if not turn.beyond_limit and answers_full_until(turn.interaction_id, limit_per_hour) is not null
    and limit_turn(talk, p_turn_id, limit_per_hour) is not null
  then
    outcome := 'closed';
    return;
  end if;
  update turns t set state = 'asking', asked_seq = t.last_seq, attempts = t.attempts + 1
   where t.turn_id = p_turn_id and t.state in ('collecting', 'asking', 'retrying')
  returning 'claimed', t.attempts, t.asked_seq, t.first_seq into outcome, attempt, asked_seq, first_seq;
  if not found then
    -- A reply that came through the API is the workflow's to deliver; it has a signal of its own.
    select m.message_id, m.seq into reply_message_id, reply_seq
      from turns t
      join messages m on m.message_id = t.reply_message_id
      join events e on e.interaction_id = m.interaction_id and e.seq = m.seq and e.type = 'agent-reply-in-response'
     where t.turn_id = p_turn_id;
    outcome := case when reply_message_id is null then 'closed' else 'answered' end;
    return;
  end if;
  insert into turn_attempts (turn_id, attempt, tenant_id) values (p_turn_id, attempt, p_tenant_id);
  select extract(epoch from clock_timestamp() - min(a.started_at)) * 1000 into asked_for_ms
    from turn_attempts a where a.turn_id = p_turn_id;
  perform append_event(p_tenant_id, turn.interaction_id, 'turn-asked',
                       jsonb_build_object('turnId', p_turn_id, 'attempt', attempt), false);
end
$$;
