-- The first shape of Parley. Numbers are E.164 text, times are timestamptz, ids are prefixed text (int_…, msg_…).
-- Every table carries tenant_id and every query names it. Migrations are never edited once released.

create table tenants (
  tenant_id        text primary key,
  name             text not null,
  default_provider text,
  created_at       timestamptz not null default now()
);

create table api_keys (
  api_key_id   text primary key,
  tenant_id    text not null references tenants,
  name         text not null,
  key_hash     bytea not null unique, -- SHA-256 of the key: 256 random bits need no slow hash
  created_at   timestamptz not null default now(),
  revoked_at   timestamptz
);

create table sms_agents (
  agent_id             text primary key,
  tenant_id            text not null references tenants,
  name                 text not null,
  description          text not null default '',
  provider             text,
  phone_number         text,
  webhook_url          text not null check (webhook_url ~ '^https?://'),
  webhook_secret       bytea not null, -- sealed with PARLEY_SECRET_KEY (src/secrets.ts)
  batch_window_ms      integer not null default 7000 check (batch_window_ms between 1000 and 60000),
  is_test              boolean not null default false,
  active               boolean not null default true,
  inbound_enabled      boolean not null default true,
  inbound_campaign_ids text[] not null default '{}', -- ordered: the first that holds the lead wins
  created_at           timestamptz not null default now()
);
create unique index sms_agents_phone_number on sms_agents (phone_number);

create table campaigns (
  campaign_id         text primary key,
  tenant_id           text not null references tenants,
  name                text not null,
  client_id           text not null default '',
  client_name         text not null default '',
  offer_id            text not null default '',
  offer_name          text not null default '',
  phone_number        text,
  provider            text,
  production_agent_id text references sms_agents,
  test_agent_id       text references sms_agents,
  questions           jsonb not null default '[]', -- [{key, question}] the agent should find answers to
  created_at          timestamptz not null default now()
);
create unique index campaigns_phone_number on campaigns (phone_number);

-- A number belongs to one tenant: an inbound text finds its tenant by it.
create table phone_numbers (
  phone_number text primary key,
  tenant_id    text not null references tenants,
  provider     text not null,
  sms_capable  boolean not null default true,
  label        text not null default '',
  created_at   timestamptz not null default now()
);
create index phone_numbers_tenant on phone_numbers (tenant_id, created_at) where sms_capable;

create table leads (
  lead_id       text primary key,
  tenant_id     text not null references tenants,
  campaign_id   text references campaigns,
  first_name    text not null default '',
  last_name     text not null default '',
  email         text not null default '',
  phone         text,
  status        text not null default 'new',
  is_test       boolean not null default false,
  questionnaire jsonb not null default '[]', -- [{key, question, answer}]
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);
create index leads_phone on leads (tenant_id, phone, created_at desc);

-- A conversation. Exactly one for a tenant and pair of numbers.
create table interactions (
  interaction_id  text primary key,
  tenant_id       text not null references tenants,
  lead_id         text not null references leads,
  campaign_id     text references campaigns,
  our_number      text not null,
  lead_number     text not null,
  provider        text not null,
  status          text not null default 'in_progress'
                  check (status in ('in_progress', 'completed', 'incomplete', 'follow_up', 'qualified', 'disqualified', 'dnc')),
  agent_mode      boolean not null,
  last_seq        integer not null default 0, -- the newest event's number
  last_signal_seq integer not null default 0, -- the newest event that the workflow has to be told of
  last_turn       integer not null default 0, -- the newest turn's number
  last_message_id text,
  last_message_at timestamptz,
  last_direction  text check (last_direction in ('inbound', 'outbound')),
  error_code      text,
  error_message   text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique (tenant_id, our_number, lead_number)
) with (fillfactor = 80); -- updated with every event: room on the page keeps those updates HOT
create index interactions_lead on interactions (tenant_id, lead_id, created_at desc);

-- Everything that happens to a conversation, numbered. An event with after_seq is one the workflow must be told of:
-- after_seq names the event it was told of before, so a workflow knows when one is missing. Until signalled_at is set,
-- such a row is what others call an outbox row (docs/decisions/0003).
create table events (
  interaction_id text not null references interactions,
  seq            integer not null,
  tenant_id      text not null,
  type           text not null,
  data           jsonb not null default '{}', -- ids, times and names of rules; never a text or a number
  at             timestamptz not null,
  after_seq      integer,
  signalled_at   timestamptz,
  next_signal_at timestamptz,
  primary key (interaction_id, seq)
);
create index events_to_signal on events (next_signal_at) where signalled_at is null and after_seq is not null;

-- A turn: a batch of the lead's texts that waits for the agent's one answer.
create table turns (
  turn_id          text primary key,
  tenant_id        text not null,
  interaction_id   text not null references interactions,
  number           integer not null,
  agent_id         text not null references sms_agents,
  state            text not null check (state in
                   ('collecting', 'asking', 'retrying', 'waiting', 'answered', 'superseded', 'answered_by_person', 'failed', 'dropped')),
  first_seq        integer not null, -- the batch: the lead's texts from here …
  last_seq         integer not null, -- … to here
  asked_seq        integer,          -- what the agent was last shown; behind last_seq when the lead wrote since
  window_ms        integer not null,
  opened_at        timestamptz not null, -- when its first text came; with last_text_at and window_ms this gives
  last_text_at     timestamptz not null, -- the window's end (src/domain/batch.ts)
  ended_at         timestamptz,
  attempts         integer not null default 0,
  reply_message_id text,
  unique (interaction_id, number)
);
create unique index turns_one_open on turns (interaction_id) where state in ('collecting', 'asking', 'retrying', 'waiting');

create table turn_attempts (
  turn_id     text not null references turns,
  attempt     integer not null,
  tenant_id   text not null,
  started_at  timestamptz not null default now(),
  ended_at    timestamptz,
  outcome     text, -- replied, taken, or why it failed
  http_status integer,
  primary key (turn_id, attempt)
);

create table messages (
  message_id          text primary key,
  tenant_id           text not null,
  interaction_id      text not null references interactions,
  seq                 integer not null,
  direction           text not null check (direction in ('inbound', 'outbound')),
  source              text not null check (source in ('manual', 'api', 'inbound', 'sms_agent', 'system')),
  body                text not null,
  from_number         text not null,
  to_number           text not null,
  provider            text not null,
  provider_message_id text,
  state               text not null check (state in
                      ('received', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'unconfirmed', 'withheld')),
  withheld_rule       text,
  segments            integer not null,
  error_code          text,
  error_message       text,
  turn_id             text,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  unique (interaction_id, seq),
  unique (tenant_id, provider, provider_message_id)
) with (fillfactor = 85);
-- What still has to leave, in order: tiny, since texts leave it within a second.
create index messages_outgoing on messages (interaction_id, seq) where state in ('queued', 'sending');

-- One row for each time a message was handed to a provider, written before the request leaves.
create table send_attempts (
  message_id          text not null references messages,
  attempt             integer not null,
  tenant_id           text not null,
  started_at          timestamptz not null default now(),
  ended_at            timestamptz,
  verdict             text check (verdict in ('accepted', 'refused', 'not-taken', 'unclear')),
  provider_message_id text,
  error_code          text,
  error_message       text,
  primary key (message_id, attempt)
);

-- Every report a provider sent about a message, as it came: late, twice, out of order.
create table delivery_reports (
  delivery_report_id  bigint generated always as identity primary key,
  tenant_id           text not null,
  message_id          text not null references messages,
  provider_message_id text not null,
  status              text not null,
  error_code          text,
  received_at         timestamptz not null default now()
);
create index delivery_reports_message on delivery_reports (message_id);

create table idempotency_keys (
  tenant_id   text not null references tenants,
  key         text not null,
  fingerprint bytea not null, -- SHA-256 of the request's meaning
  message_id  text not null,
  http_status integer,        -- with answer: the first answer, once it was given
  answer      jsonb,
  created_at  timestamptz not null default now(),
  primary key (tenant_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- Texts to a number nobody owns: kept, shown to an admin, never answered.
create table unrouted_messages (
  unrouted_message_id text primary key,
  provider            text not null,
  provider_message_id text not null,
  from_number         text not null,
  to_number           text not null,
  body                text not null,
  received_at         timestamptz not null default now(),
  unique (provider, provider_message_id)
);
