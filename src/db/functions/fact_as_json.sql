-- A fact as src/db/ingest.ts reads it, where a function answers with several.
create or replace function fact_as_json(
  p_tenant_id text, p_interaction_id text, p_provider text, p_type text, p_data jsonb, p_seq integer, p_after_seq integer, p_at timestamptz
) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'tenantId', p_tenant_id, 'interactionId', p_interaction_id, 'provider', p_provider, 'type', p_type, 'data', p_data,
    'seq', p_seq, 'after', p_after_seq, 'at', (extract(epoch from p_at) * 1000)::bigint)
$$;
