-- What leads and people said about being texted, and what follows from it. Safe while the version before runs: it adds.

-- The ledger. A row is never changed or removed; it outlives the lead, as the phone number does.
create table consent_events (
  consent_event_id        text primary key,
  tenant_id               text not null references tenants,
  lead_number             text not null, -- consent is a phone number's, whoever of the tenant's leads has it
  our_number              text,          -- the number it was said to; null: a person's word about all of them
  covers                  text not null check (covers in ('tenant', 'number')), -- every number, or our_number alone: as the tenant's opt_out_scope was then
  lead_id                 text,
  interaction_id          text,
  message_id              text,          -- the lead's text, or the text of ours that the provider refused
  kind                    text not null check (kind in ('opted_out', 'opted_in')),
  origin                  text not null check (origin in ('keyword', 'person', 'provider')),
  word                    text,          -- the keyword, or the provider's name for it
  reason                  text,          -- a person's
  set_by                  text,          -- user_… or key_…
  confirmation_message_id text,          -- Parley's own text that confirms it, where the carrier's side does not
  at                      timestamptz not null
);
create index consent_events_lead_number on consent_events (tenant_id, lead_number, consent_event_id desc);
create index consent_events_lead on consent_events (tenant_id, lead_id, consent_event_id desc);
create unique index consent_events_confirmation on consent_events (confirmation_message_id) where confirmation_message_id is not null;

create function refuse_change_of_ledger() returns trigger language plpgsql as $$
begin
  raise exception 'consent_events is append-only' using errcode = 'restrict_violation';
end
$$;
create trigger consent_events_append_only before update or delete on consent_events
  for each row execute function refuse_change_of_ledger();

-- The newest word of a phone number, for every number of ours ('') and for those about which something else was said since.
-- Written with the ledger by record_consent alone: what is asked before each text is one look into its primary key.
create table consent_states (
  tenant_id        text not null references tenants,
  lead_number      text not null,
  our_number       text not null,
  kind             text not null check (kind in ('opted_out', 'opted_in')),
  since            timestamptz not null,
  primary key (tenant_id, lead_number, our_number)
);

-- Who answers STOP and HELP: the carrier's side where the provider does so, or Parley; and with which words (null: ours).
alter table tenants
  add column confirmations text not null default 'carrier' check (confirmations in ('carrier', 'parley')),
  add column opt_out_text  text,
  add column help_text     text;

-- A text sounded like an opt-out: from this event on the lead's texts wait for a person, and the agent is not asked.
alter table interactions add column near_opt_out_seq integer;

-- What a text of the lead's said about consent; such a keyword is not for the agent.
alter table messages add column consent text
  check (consent in ('opted_out', 'opted_in', 'help', 'near_opt_out'));
