-- The provider for a text of a conversation [S]: the one that its number is tied to, else its campaign's, else the
-- tenant's, else the one that carried it so far. What src/domain/sender.ts says for a text that is sent by the API.
create or replace function provider_of_conversation(talk interactions)
returns text language sql stable as $$
  select coalesce(
    provider_of_number(talk.tenant_id, talk.our_number),
    (select c.provider from campaigns c where c.campaign_id = talk.campaign_id and c.status = 'active'),
    (select t.default_provider from tenants t where t.tenant_id = talk.tenant_id),
    talk.provider)
$$;
