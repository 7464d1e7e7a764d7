-- Writes down what a person decided about an unconfirmed text: that it arrived, or that it is sent again.
-- outcome: decided (the workflow must be told: the event's columns) | decided_before (by the same person in the same way, as with
--          a second click) | missing (no such text of this tenant) | not_waiting (its state says what became of it) |
--          withheld (rule forbids sending it now).
-- p_state, p_replaces: the state that the decision leads to, and those it may replace (src/domain/delivery.ts).
-- A text that is sent again keeps its place in the conversation, and leaves by a claim like any other, which asks once more
-- whether it may: whatever a late report says meanwhile of the first attempt is found by that claim.
create or replace function decide_unconfirmed(
  p_tenant_id text, p_message_id text, p_decision text, p_by text, p_state text, p_replaces text[],
  out outcome text, out state text, out rule text, out tenant_id text, out interaction_id text,
  out provider text, out seq integer, out after_seq integer, out at timestamptz, out type text, out data jsonb
) language plpgsql as $$
declare
  talk interactions%rowtype;
  message messages%rowtype;
begin
  talk := lock_conversation_of(p_tenant_id, p_message_id);
  select m.* into message from messages m where m.tenant_id = p_tenant_id and m.message_id = p_message_id for no key update;
  if not found then
    outcome := 'missing';
    return;
  end if;
  state := message.state;
  if message.state <> all (p_replaces) then
    outcome := case when message.decision = p_decision and message.decided_by = p_by then 'decided_before' else 'not_waiting' end;
    return;
  end if;
  if p_decision = 'send_again' then
    rule := withholding_rule(p_tenant_id, talk.lead_id, message.to_number, message.from_number, p_message_id);
    if rule is not null then
      outcome := 'withheld';
      return;
    end if;
  end if;
  update messages m set state = p_state, decision = p_decision, decided_by = p_by, updated_at = now() where m.message_id = p_message_id;
  outcome := 'decided';
  state := p_state;
  tenant_id := p_tenant_id;
  interaction_id := talk.interaction_id;
  provider := talk.provider;
  data := jsonb_build_object('messageId', p_message_id, 'by', p_by);
  if end_unconfirmed(talk.interaction_id) then
    data := data || '{"attentionCleared": true}';
  end if;
  if p_decision = 'send_again' then
    type := 'send-again';
    data := data || jsonb_build_object('textSeq', message.seq);
  else
    type := 'marked-arrived';
  end if;
  select e.seq, e.after_seq, e.at into seq, after_seq, at
    from append_event(p_tenant_id, talk.interaction_id, decide_unconfirmed.type, data, true) e;
  perform pg_notify('parley_message', p_message_id);
end
$$;
