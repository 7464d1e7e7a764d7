-- Takes in one inbound text: everything it means, in one transaction and one round trip.
-- outcome: recorded | duplicate (the provider sent it before) | unrouted (nobody owns the number, or a tenant for whom the
-- account that the text came through does not speak: kept apart).
-- p_tenants: those for whom that account speaks; null: all, as it was for the version before, which does not give it. A tenant who signs with its own account's token must not be able
-- to put words into another tenant's conversations.
-- p_consent: what the words of the text say about consent (src/domain/consent.ts: opt_out, opt_in, yes, help, near_opt_out; null:
-- nothing), p_word: which word. p_answer: Parley's own text that answers such a word, {messageId, body, segments}; null: none.
-- An opt-out is in the ledger, and in force for every conversation that it covers, when this has committed.
-- p_written_at: when the provider got it, of a text that is recovered from its list. Such a text is late where that was longer ago
-- than p_late_after: then it is not for the agent, belongs to no turn, and a person is to see it. So is a START that the lead took
-- back later: it opts nobody in. Of a text that is known already, the time that it was written is noted.
-- more: the further facts that were written, as json.
-- The caller makes the ids, so that no extension or Postgres version is needed for them.
create or replace function ingest_inbound(
  p_provider text, p_provider_message_id text, p_from text, p_to text, p_body text, p_segments integer,
  p_message_id text, p_new_lead_id text, p_new_interaction_id text, p_tenants text[] default null,
  p_consent text default null, p_word text default null, p_answer jsonb default null,
  p_written_at timestamptz default null, p_late_after interval default null,
  out outcome text, out tenant_id text, out interaction_id text, out provider text,
  out seq integer, out after_seq integer, out at timestamptz, out data jsonb, out more jsonb
) language plpgsql as $$
declare
  route record;
  agent record;
  is_test boolean;
  talk interactions%rowtype;
  new_status text;
  opted_out boolean;
  consent text;
  unanswered record;
  late boolean;
begin
  select * into route from route_inbound(p_to);
  if not found or (p_tenants is not null and route.tenant_id <> all (p_tenants)) then
    insert into unrouted_messages (unrouted_message_id, provider, provider_message_id, from_number, to_number, body, tenant_id)
    values (p_message_id, p_provider, p_provider_message_id, p_from, p_to, p_body, only_tenant(p_tenants)) on conflict do nothing;
    outcome := 'unrouted';
    return;
  end if;

  if p_consent in ('opt_out', 'opt_in', 'yes') then
    perform lock_phone(route.tenant_id, p_from);
  end if;
  p_consent := coalesce(p_consent, ''); -- where it is null, `p_consent = … and f()` would ask f all the same
  -- The conversation's row is the lock under which everything below is decided. It comes before the look for a
  -- duplicate: of five deliveries of one text at once, four wait here and then see the first one's message.
  select i.* into talk from interactions i
   where i.tenant_id = route.tenant_id and i.our_number = p_to and i.lead_number = p_from for no key update;
  if not found then
    talk := start_inbound_conversation(route.tenant_id, coalesce(route.provider, p_provider), p_to, p_from, route.campaign_ids,
                                       p_new_lead_id, p_new_interaction_id);
  end if;
  perform 1 from messages m
    where m.tenant_id = route.tenant_id and m.provider = p_provider and m.provider_message_id = p_provider_message_id;
  if found then
    if p_written_at is not null then
      update messages m set written_at = p_written_at
       where m.tenant_id = route.tenant_id and m.provider = p_provider and m.provider_message_id = p_provider_message_id
         and m.written_at is null;
    end if;
    outcome := 'duplicate';
    tenant_id := talk.tenant_id; -- an opt-out that comes again is answered like the first
    return;
  end if;

  at := date_trunc('milliseconds', clock_timestamp());
  tenant_id := talk.tenant_id;
  interaction_id := talk.interaction_id;
  provider := talk.provider;
  opted_out := opted_out_holds(talk.tenant_id, p_from, p_to);
  late := coalesce(p_written_at < at - p_late_after, false)
          or (p_consent in ('opt_in', 'yes') and opted_out_since(talk.tenant_id, p_from, p_to, p_written_at));
  consent := case
    when p_consent = 'opt_out' then 'opted_out'
    when (p_consent = 'opt_in' or (p_consent = 'yes' and opted_out))
         and not opted_out_since(talk.tenant_id, p_from, p_to, p_written_at) then 'opted_in'
    when p_consent = 'help' and not late then 'help'
    when p_consent = 'near_opt_out' and not opted_out and not do_not_contact_holds(talk.tenant_id, talk.lead_id, p_from) then 'near_opt_out'
  end;
  new_status := case
    when consent = 'opted_out' then 'dnc'
    when talk.status in ('completed', 'incomplete') or (consent = 'opted_in' and talk.status = 'dnc') then 'in_progress'
    else talk.status end;
  data := jsonb_build_object('messageId', p_message_id, 'agentMode', talk.agent_mode);
  if new_status <> talk.status then
    data := data || jsonb_build_object('status', new_status);
  end if;
  if consent is not null then
    data := data || jsonb_build_object('consent', consent);
  end if;
  if p_written_at is not null then
    data := data || jsonb_build_object('writtenAt', (extract(epoch from p_written_at) * 1000)::bigint);
  end if;
  if consent = 'opted_out' then
    perform end_conversation_turn(talk.interaction_id);
    perform end_near_opt_out(talk.interaction_id);
  elsif consent = 'near_opt_out' then
    perform suspend_turn(talk.interaction_id, talk.last_seq + 1, at);
  elsif consent is null and late then
    data := data || jsonb_build_object('late', true);
    perform set_attention(talk.interaction_id, 'late_text', at);
  elsif consent is not null or talk.near_opt_out_seq is not null then
    null; -- a keyword is not the agent's to answer, and while a person decides, nothing is
  elsif coalesce(talk.agent_rests_until > at, false) and talk.agent_mode and not opted_out
    and not do_not_contact_holds(talk.tenant_id, talk.lead_id, p_from)
  then
    -- A person wrote, and the agent rests: there is no open turn, as whatever opens one ends the rest.
    data := data || jsonb_build_object('restsUntil', (extract(epoch from talk.agent_rests_until) * 1000)::bigint);
  -- While an agent is being asked again with Agent Mode off, what the lead adds is asked with it: its answer would be stale.
  elsif (talk.agent_mode or exists (select 1 from turns t where t.interaction_id = talk.interaction_id
                                       and t.state in ('collecting', 'asking', 'retrying', 'waiting')))
        and not opted_out and not do_not_contact_holds(talk.tenant_id, talk.lead_id, p_from) then
    select l.is_test into is_test from leads l where l.tenant_id = talk.tenant_id and l.lead_id = talk.lead_id;
    select * into agent from responsible_agent(talk.tenant_id, talk.campaign_id, p_to, is_test);
    if found then
      data := data || jsonb_build_object(
        'turnId', open_turn(talk.tenant_id, talk.interaction_id, agent.agent_id, agent.batch_window_ms, talk.last_seq + 1, at),
        'windowMs', agent.batch_window_ms, 'agentName', agent.name);
      if talk.agent_rests_until is not null then
        -- What came while the agent rested, and nobody answered, is asked with this text.
        select * into unanswered from unanswered_texts(talk.interaction_id);
        update turns t set first_seq = least(t.first_seq, unanswered.first_seq) where t.turn_id = data ->> 'turnId';
        data := data || jsonb_build_object('texts', unanswered.texts + 1);
        update interactions i set agent_rests_until = null where i.interaction_id = talk.interaction_id;
      end if;
    else
      -- Nobody is to be asked now, but an agent may still be answering what the lead has just added to.
      update turns t set state = 'superseded', ended_at = clock_timestamp()
       where t.interaction_id = talk.interaction_id and t.state in ('collecting', 'asking', 'retrying', 'waiting');
    end if;
  end if;

  -- What append_event does, with the last message's columns in the same update of the row: the hottest path there is.
  seq := talk.last_seq + 1;
  after_seq := talk.last_signal_seq;
  update interactions i
     set last_seq = ingest_inbound.seq, last_signal_seq = ingest_inbound.seq, updated_at = ingest_inbound.at, status = new_status,
         last_message_id = p_message_id, last_message_at = ingest_inbound.at, last_direction = 'inbound'
   where i.interaction_id = talk.interaction_id;
  insert into events (interaction_id, seq, tenant_id, type, data, at, after_seq, next_signal_at)
  values (talk.interaction_id, ingest_inbound.seq, talk.tenant_id, 'inbound-message', ingest_inbound.data, ingest_inbound.at,
          ingest_inbound.after_seq, ingest_inbound.at + interval '2 seconds');
  insert into messages (message_id, tenant_id, interaction_id, seq, direction, source, body, from_number, to_number,
                        provider, provider_message_id, state, segments, turn_id, created_at, consent, written_at, late)
  values (p_message_id, talk.tenant_id, talk.interaction_id, seq, 'inbound', 'inbound', p_body, p_from, p_to,
          p_provider, p_provider_message_id, 'received', p_segments, data ->> 'turnId', at, consent, p_written_at, data ? 'late');
  outcome := 'recorded';

  if consent in ('opted_out', 'opted_in') then
    if consent = 'opted_in' or opted_out or p_written_at < at - interval '5 minutes' then
      p_answer := null; -- an opt-out is confirmed once, and soon
    end if;
    more := record_consent(
      talk.tenant_id, 'consent_' || substr(p_message_id, 5), p_from, p_to, talk.lead_id, talk.interaction_id, p_message_id,
      consent, 'keyword', p_word, null, null, at, talk.interaction_id, p_answer ->> 'messageId');
  end if;
  if p_answer is not null and (consent = 'opted_out' or (consent = 'help' and not opted_out)) then
    more := coalesce(more, '[]') || queue_system_text(talk, p_answer);
  end if;
end
$$;
