-- Gives a conversation its next event. Locks the conversation's row until the transaction ends, so events of one
-- conversation are written one after another and their numbers have no holes.
-- p_signal: the workflow must be told; the row then waits to be signalled (after 2 s by the relay, should the process
-- that wrote it not have done it by then).
create or replace function append_event(
  p_tenant_id text, p_interaction_id text, p_type text, p_data jsonb, p_signal boolean, p_at timestamptz default null,
  out seq integer, out after_seq integer, out at timestamptz
) language plpgsql as $$
begin
  select i.last_seq + 1, case when p_signal then i.last_signal_seq end into seq, after_seq
    from interactions i where i.tenant_id = p_tenant_id and i.interaction_id = p_interaction_id
    for no key update;
  if not found then
    raise exception 'no such conversation' using errcode = 'no_data_found';
  end if;
  -- Taken under the lock (as p_at must be), so that times rise with seq; whole milliseconds, as every reader of them has.
  at := coalesce(p_at, date_trunc('milliseconds', clock_timestamp()));
  update interactions i
     set last_seq = append_event.seq,
         last_signal_seq = case when p_signal then append_event.seq else i.last_signal_seq end,
         updated_at = append_event.at
   where i.interaction_id = p_interaction_id;
  insert into events (interaction_id, seq, tenant_id, type, data, at, after_seq, next_signal_at)
  values (p_interaction_id, append_event.seq, p_tenant_id, p_type, p_data, append_event.at, append_event.after_seq,
          case when p_signal then append_event.at + interval '2 seconds' end);
end
$$;
