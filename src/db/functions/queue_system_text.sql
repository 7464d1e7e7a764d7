-- Queues a text of Parley's own in a conversation (what answers STOP or HELP), as a fact for its workflow to deliver.
-- p_text: {messageId, body, segments}. The caller holds the conversation's lock. Answers with the fact, as json.
create or replace function queue_system_text(talk interactions, p_text jsonb) returns jsonb language plpgsql as $$
declare
  data jsonb := jsonb_build_object('messageId', p_text ->> 'messageId', 'source', 'system');
  queued record;
  carrier text := provider_of_conversation(talk);
begin
  select * into queued from append_event(talk.tenant_id, talk.interaction_id, 'send', data, true);
  insert into messages (message_id, tenant_id, interaction_id, seq, direction, source, body, from_number, to_number,
                        provider, state, segments, created_at)
  values (p_text ->> 'messageId', talk.tenant_id, talk.interaction_id, queued.seq, 'outbound', 'system', p_text ->> 'body',
          talk.our_number, talk.lead_number, carrier, 'queued', (p_text ->> 'segments')::integer, queued.at);
  update interactions i set last_message_id = p_text ->> 'messageId', last_message_at = queued.at, last_direction = 'outbound'
   where i.interaction_id = talk.interaction_id;
  return fact_as_json(talk.tenant_id, talk.interaction_id, talk.provider, 'send', data, queued.seq, queued.after_seq, queued.at);
end
$$;
