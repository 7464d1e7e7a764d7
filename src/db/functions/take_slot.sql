-- Takes the next slot of a number's lane for a text of so many segments: when it may leave by the number's rate; now, or
-- before, if the lane is free. Every text takes one, also those that do not wait for it, so that the next ones do.
-- The lane's row is locked until the transaction ends: callers hold all else that they need, and commit next.
create or replace function take_slot(p_tenant_id text, p_our_number text, p_segments integer)
returns timestamptz language plpgsql as $$
declare
  lasts interval;
  slot timestamptz;
begin
  select make_interval(secs => p_segments / coalesce(n.segments_per_second, default_sending_rate(p_our_number))) into lasts
    from phone_numbers n where n.tenant_id = p_tenant_id and n.phone_number = p_our_number;
  insert into sending_lanes as lane (tenant_id, phone_number, free_at)
  values (p_tenant_id, p_our_number, clock_timestamp() + lasts)
  on conflict (tenant_id, phone_number) do update set free_at = greatest(lane.free_at, clock_timestamp()) + lasts
  returning lane.free_at - lasts into slot;
  return date_trunc('milliseconds', slot);
end
$$;
