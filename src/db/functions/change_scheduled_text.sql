-- Changes a scheduled text: when it leaves, or its words (with their segments); null: stays. Or cancels it, which withholds it.
-- Whether it has left is decided under the conversation's lock, as release_text does.
-- outcome: changed, with the fact for its workflow | left (it is not scheduled any more; see state) | missing (there is no such scheduled text).
-- A time that somebody gives a text of quiet hours is that person's from then on; quiet hours are looked at again when it leaves.
create or replace function change_scheduled_text(
  p_tenant_id text, p_message_id text, p_by text, p_cancel boolean, p_send_at timestamptz, p_body text, p_segments integer,
  out outcome text, out state text, out tenant_id text, out interaction_id text, out provider text, out type text,
  out seq integer, out after_seq integer, out at timestamptz, out data jsonb
) language plpgsql as $$
declare
  talk interactions%rowtype;
  message messages%rowtype;
begin
  talk := lock_conversation_of(p_tenant_id, p_message_id);
  interaction_id := talk.interaction_id;
  provider := talk.provider;
  select m.* into message from messages m where m.tenant_id = p_tenant_id and m.message_id = p_message_id for no key update;
  if message.send_at is null then
    outcome := 'missing';
    return;
  end if;
  state := message.state;
  if message.state <> 'scheduled' then
    outcome := 'left';
    return;
  end if;
  outcome := 'changed';
  tenant_id := p_tenant_id;
  data := jsonb_build_object('messageId', p_message_id, 'by', p_by);
  if p_cancel then
    update messages m set state = 'withheld', withheld_rule = 'cancelled', updated_at = now() where m.message_id = p_message_id;
  else
    data := data || jsonb_build_object('dueAt', (extract(epoch from coalesce(p_send_at, message.send_at)) * 1000)::bigint);
    if p_body is not null then
      data := data || '{"words": true}';
    end if;
    update messages m
       set send_at = coalesce(p_send_at, m.send_at),
           scheduled_for = case when p_send_at is null then m.scheduled_for else 'asked' end,
           body = coalesce(p_body, m.body), segments = coalesce(p_segments, m.segments), updated_at = now()
     where m.message_id = p_message_id;
  end if;
  type := case when p_cancel then 'schedule-cancelled' else 'schedule-changed' end;
  select e.seq, e.after_seq, e.at into seq, after_seq, at
    from append_event(p_tenant_id, interaction_id, case when p_cancel then 'schedule-cancelled' else 'schedule-changed' end, data, true) e;
end
$$;
