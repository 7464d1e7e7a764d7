-- Whose a text to nobody's number may be: of the tenants for whom its account speaks (null: all that there are), the only one;
-- null where there are several, as nobody can say which of them may read it.
create or replace function only_tenant(p_tenants text[])
returns text language sql stable as $$
  select case when count(*) = 1 then min(t.tenant_id) end
    from (select c.tenant_id from tenants c where p_tenants is null or c.tenant_id = any (p_tenants) limit 2) t
$$;
