-- The quiet hours that a text has to keep, as {from, until}; null: none. Texts that answer are exempt: those to a lead who wrote
-- within the last hour, and Parley's own answers to STOP and HELP.
create or replace function quiet_hours_of(p_tenant_id text, p_interaction_id text, p_source text) returns jsonb language sql volatile as $$
  select jsonb_build_object('from', t.quiet_from, 'until', t.quiet_until)
    from tenants t
   where t.tenant_id = p_tenant_id and t.quiet_from is not null and p_source <> 'system'
     and not coalesce((select m.created_at from messages m
                        where m.interaction_id = p_interaction_id and m.direction = 'inbound'
                        order by m.seq desc limit 1) > clock_timestamp() - interval '1 hour', false)
$$;
