-- All that an agent is shown for a turn, as the JSON of its webhook (docs/agents.md), with where to send it
-- and what signs it: the secret, and the one before while that is still valid. webhook_secret alone is for workers of
-- the version before, which run on while an update replaces them.
-- Volatile, so that it sees the texts that claim_turn waited for, and not the moment before that wait.
-- The batch is the lead's texts from p_first_seq to p_asked_seq, without keywords such as HELP, and without late texts unless
-- a person had the agent asked about them; the transcript is everything, the batch included. Between a late text that begins a
-- batch and its others there may be texts that were answered before: those are not in it.
create or replace function turn_payload(p_tenant_id text, p_turn_id text, p_first_seq integer, p_asked_seq integer)
returns table (webhook_url text, webhook_secret bytea, webhook_secrets bytea[], payload json)
language sql volatile as $$
  select a.webhook_url, a.webhook_secret,
         array_remove(array[a.webhook_secret, case when a.previous_secret_until > now() then a.previous_webhook_secret end], null),
         json_build_object(
    'message', json_build_object(
      'combinedText', batch.combined, 'messageCount', batch.texts, 'senderPhone', i.lead_number, 'inboundPhone', i.our_number),
    'lead', json_build_object(
      'leadId', l.lead_id, 'firstName', l.first_name, 'lastName', l.last_name, 'email', l.email,
      'phone', coalesce(l.phone, ''), 'status', l.status),
    'campaign', json_build_object(
      'campaignId', coalesce(c.campaign_id, ''), 'name', coalesce(c.name, ''),
      'clientName', coalesce(c.client_name, ''), 'offerName', coalesce(c.offer_name, '')),
    'interaction', json_build_object(
      'interactionId', i.interaction_id, 'status', i.status, 'transcript', transcript(i.interaction_id)),
    'questionnaire', json_build_object(
      'knownInformation', coalesce((select json_agg(q) from jsonb_array_elements(l.questionnaire) q where q ->> 'answer' <> ''), '[]'),
      'informationToCollect', coalesce((
        select json_agg(q) from jsonb_array_elements(c.questions) q
         where not exists (select 1 from jsonb_array_elements(l.questionnaire) known
                            where known ->> 'key' = q ->> 'key' and known ->> 'answer' <> '')), '[]')),
    'tenantId', i.tenant_id, 'agentId', a.agent_id, 'turnId', t.turn_id)
    from turns t
    join interactions i on i.interaction_id = t.interaction_id
    join leads l on l.lead_id = i.lead_id
    join sms_agents a on a.agent_id = t.agent_id
    left join campaigns c on c.campaign_id = i.campaign_id
    cross join lateral (
      select coalesce((select m.late from messages m where m.interaction_id = t.interaction_id and m.seq = p_first_seq), false) as is_late) first
    cross join lateral (
      select string_agg(m.body, E'\n' order by coalesce(m.written_at, m.created_at), m.seq) as combined, count(*) as texts
        from messages m
       where m.interaction_id = t.interaction_id and m.direction = 'inbound' and m.seq between p_first_seq and p_asked_seq
         and (m.consent is null or m.consent = 'near_opt_out')
         and case when m.late or first.is_late then
               not is_answered(m, t.opened_at) and (not m.late or late_text_asked_in(m.interaction_id, m.seq) <= t.number)
             else true end) batch
   where t.tenant_id = p_tenant_id and t.turn_id = p_turn_id
$$;
