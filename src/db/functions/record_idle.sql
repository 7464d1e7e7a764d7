-- Sets a conversation in progress, to which nothing happened for p_idle, to incomplete. Answers with its status afterwards.
create or replace function record_idle(p_tenant_id text, p_interaction_id text, p_idle interval)
returns text language plpgsql as $$
declare
  talk interactions%rowtype;
begin
  -- Locked first: a text that is just being taken in is waited for, and then seen.
  select i.* into talk from interactions i
   where i.tenant_id = p_tenant_id and i.interaction_id = p_interaction_id for no key update;
  if talk.status <> 'in_progress' or exists (
    select 1 from events e
     where e.interaction_id = p_interaction_id and e.seq = talk.last_signal_seq and e.at > clock_timestamp() - p_idle)
  then
    return talk.status;
  end if;
  update interactions i set status = 'incomplete' where i.interaction_id = p_interaction_id;
  perform append_event(p_tenant_id, p_interaction_id, 'idle', '{"status": "incomplete"}', false);
  return 'incomplete';
end
$$;
