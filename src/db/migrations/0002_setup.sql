-- What an installation is set up with: people and their sessions, keys with roles, leads, campaigns, numbers, agents and
-- provider accounts as the API manages them, and what the lists of them are read by.
-- Safe while the previous version still runs: it adds, and loosens.

create extension if not exists pg_trgm;   -- search for a part of a name or a number
create extension if not exists btree_gin; -- … within one tenant

alter table tenants
  add column default_country text not null default 'US' check (default_country ~ '^[A-Z]{2}$'),
  add column opt_out_scope   text not null default 'tenant' check (opt_out_scope in ('tenant', 'number')),
  add column updated_at      timestamptz not null default now();

-- People. An email belongs to one person of one tenant, so that it alone says who signs in.
create table users (
  user_id       text primary key,
  tenant_id     text not null references tenants,
  email         text not null,
  name          text not null default '',
  role          text not null check (role in ('admin', 'operator')),
  password_hash text not null, -- argon2id, with its own salt and parameters
  active        boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);
create unique index users_email on users (lower(email));
create index users_tenant on users (tenant_id, user_id);

create table sessions (
  token_hash   bytea primary key, -- SHA-256 of the cookie: 256 random bits need no slow hash
  tenant_id    text not null references tenants,
  user_id      text not null references users on delete cascade,
  created_at   timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at   timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

-- Failed sign-ins, counted for an email and for an address of the network. Of no tenant: who is asking is not known yet.
create table sign_in_failures (
  subject_hash bytea primary key,
  failures     integer not null,
  since        timestamptz not null
);

-- A key acts as an operator or as an admin; those from before this could send and read, as operators do.
alter table api_keys
  add column role         text not null default 'operator' check (role in ('admin', 'operator')),
  add column last_used_at timestamptz;
create index api_keys_tenant on api_keys (tenant_id, api_key_id);

-- A number is tied to the provider that it names; without one, campaign and tenant say how its texts are sent.
alter table phone_numbers
  alter column provider drop not null,
  add column updated_at timestamptz not null default now(),
  add unique (tenant_id, phone_number);

alter table campaigns
  add column code       text not null default '',
  add column status     text not null default 'active' check (status in ('active', 'archived')),
  add column updated_at timestamptz not null default now(),
  -- Not valid: rows from before are let be, every new one is checked.
  add foreign key (tenant_id, phone_number) references phone_numbers (tenant_id, phone_number) not valid;
drop index campaigns_phone_number; -- an archived campaign leaves its number to the next one
create unique index campaigns_phone_number on campaigns (tenant_id, phone_number) where status = 'active';
create index campaigns_tenant on campaigns (tenant_id, campaign_id);
create unique index campaigns_code on campaigns (tenant_id, code) where code <> '';

alter table sms_agents
  add column previous_webhook_secret bytea, -- sealed; signs beside the new one until …
  add column previous_secret_until   timestamptz,
  add column updated_at              timestamptz not null default now(),
  add foreign key (tenant_id, phone_number) references phone_numbers (tenant_id, phone_number) not valid;
drop index sms_agents_phone_number;
create unique index sms_agents_phone_number on sms_agents (tenant_id, phone_number);
create index sms_agents_tenant on sms_agents (tenant_id, agent_id);

alter table leads
  add column timezone    text,
  add column notes       text not null default '',
  add column archived    boolean not null default false,
  add column search_text text not null generated always as (
    lower(first_name || ' ' || last_name || ' ' || email || ' ' || coalesce(phone, '') || ' ' || lead_id)) stored;
alter table leads add constraint leads_status_check check (status in (
  'new', 'pending', 'processing', 'qualified', 'disqualified', 'queued', 'pending_action', 'no_answer', 'voicemail', 'contacted',
  'scheduled_callback', 'no_contact', 'pending_signature', 'document_sent', 'signed', 'delivered', 'accepted', 'duplicate',
  'failed', 'error', 'rejected', 'missing_data', 'dnc')) not valid;
-- By phone first: an import can then ask by it alone (src/db/lead-import-rows.ts).
drop index leads_phone;
create index leads_phone on leads (phone, tenant_id, created_at desc);
create index leads_tenant on leads (tenant_id, lead_id);
create index leads_campaign on leads (tenant_id, campaign_id, lead_id);
create index leads_status on leads (tenant_id, status, lead_id);
create index leads_search on leads using gin (tenant_id, search_text gin_trgm_ops);

-- That a lead is not to be contacted by a channel, from when to when, and whose decision it was. A row is never removed.
create table do_not_contact (
  do_not_contact_id text primary key,
  tenant_id         text not null references tenants,
  lead_id           text not null references leads on delete cascade,
  channel           text not null check (channel in ('sms')),
  reason            text not null,
  set_by            text not null, -- user_… or key_…
  set_at            timestamptz not null default now(),
  lifted_by         text,
  lifted_reason     text,
  lifted_at         timestamptz
);
create unique index do_not_contact_holds on do_not_contact (tenant_id, lead_id, channel) where lifted_at is null;
create index do_not_contact_lead on do_not_contact (lead_id);
create index do_not_contact_tenant on do_not_contact (tenant_id, do_not_contact_id) where lifted_at is null;

-- A tenant's own account at a provider. Without one, its texts go through the installation's (environment variables).
create table provider_accounts (
  tenant_id  text not null references tenants,
  provider   text not null,
  account_id text not null, -- Twilio: the account SID
  secret     bytea not null, -- sealed with PARLEY_SECRET_KEY; Twilio: the auth token
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, provider)
);
create index provider_accounts_account on provider_accounts (provider, account_id);

-- Whose account a text to a number that nobody owns came through, where that says whose it may be.
alter table unrouted_messages add column tenant_id text references tenants;
create index unrouted_messages_tenant on unrouted_messages (tenant_id, unrouted_message_id);

-- An uploaded file of leads: checked row by row first, then applied whole or not at all.
create table lead_imports (
  lead_import_id text primary key,
  tenant_id      text not null references tenants,
  campaign_id    text references campaigns,
  state          text not null check (state in ('checking', 'checked', 'applying', 'applied', 'failed')),
  total_rows     integer not null default 0,
  new_rows       integer not null default 0,
  duplicate_rows integer not null default 0,
  invalid_rows   integer not null default 0,
  applied_rows   integer not null default 0,
  error_code     text,
  error_message  text,
  created_by     text not null,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now()
);
create index lead_imports_tenant on lead_imports (tenant_id, lead_import_id);

create table lead_import_rows (
  lead_import_id text not null references lead_imports on delete cascade,
  row_number     integer not null, -- as a spreadsheet counts: the header is 1
  tenant_id      text not null,
  outcome        text not null check (outcome in ('new', 'duplicate', 'invalid', 'applied')),
  problems       jsonb not null default '[]', -- [{field, message}]
  lead           jsonb,                       -- what the row becomes; gone once applied
  phone          text,
  lead_id        text,
  primary key (lead_import_id, row_number)
);
create index lead_import_rows_outcome on lead_import_rows (lead_import_id, outcome, row_number);
create index lead_import_rows_phone on lead_import_rows (lead_import_id, phone);

-- The list of conversations, newest activity first, by the filters that people use.
update interactions set last_message_at = created_at where last_message_at is null;
alter table interactions
  alter column last_message_at set default now(),
  alter column last_message_at set not null;
create index interactions_activity on interactions (tenant_id, last_message_at desc, interaction_id desc);
-- Of most conversations the status is in_progress, and the index above finds those: texts in them need not be entered here.
create index interactions_status on interactions (tenant_id, status, last_message_at desc, interaction_id desc)
  where status <> 'in_progress';
create index interactions_campaign on interactions (tenant_id, campaign_id, last_message_at desc, interaction_id desc);
create index interactions_lead_number on interactions (tenant_id, lead_number);

-- Who sent a text: user_… or key_…; null for the lead's, the agent's in its webhook's answer, and those from before this.
alter table messages add column sent_by text;
