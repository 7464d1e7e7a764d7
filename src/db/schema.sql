-- What the migrations add up to. Generated from a migrated database, held to it by test/db/schema.test.ts.
-- Not run by anything: migrations/ and functions/ are. To write it anew: UPDATE_SCHEMA=1 npm test -- test/db/schema

create table api_keys (
  api_key_id text not null,
  tenant_id text not null,
  name text not null,
  key_hash bytea not null,
  created_at timestamp with time zone not null default now(),
  revoked_at timestamp with time zone,
  role text not null default 'operator'::text,
  last_used_at timestamp with time zone,
  CHECK ((role = ANY (ARRAY['admin'::text, 'operator'::text]))),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (api_key_id),
  UNIQUE (key_hash)
);
CREATE INDEX api_keys_tenant ON public.api_keys USING btree (tenant_id, api_key_id);

create table campaigns (
  campaign_id text not null,
  tenant_id text not null,
  name text not null,
  client_id text not null default ''::text,
  client_name text not null default ''::text,
  offer_id text not null default ''::text,
  offer_name text not null default ''::text,
  phone_number text,
  provider text,
  production_agent_id text,
  test_agent_id text,
  questions jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null default now(),
  code text not null default ''::text,
  status text not null default 'active'::text,
  updated_at timestamp with time zone not null default now(),
  CHECK ((status = ANY (ARRAY['active'::text, 'archived'::text]))),
  FOREIGN KEY (production_agent_id) REFERENCES sms_agents(agent_id),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  FOREIGN KEY (tenant_id, phone_number) REFERENCES phone_numbers(tenant_id, phone_number) NOT VALID,
  FOREIGN KEY (test_agent_id) REFERENCES sms_agents(agent_id),
  PRIMARY KEY (campaign_id)
);
CREATE UNIQUE INDEX campaigns_code ON public.campaigns USING btree (tenant_id, code) WHERE (code <> ''::text);
CREATE UNIQUE INDEX campaigns_phone_number ON public.campaigns USING btree (tenant_id, phone_number) WHERE (status = 'active'::text);
CREATE INDEX campaigns_tenant ON public.campaigns USING btree (tenant_id, campaign_id);

create table consent_events (
  consent_event_id text not null,
  tenant_id text not null,
  lead_number text not null,
  our_number text,
  covers text not null,
  lead_id text,
  interaction_id text,
  message_id text,
  kind text not null,
  origin text not null,
  word text,
  reason text,
  set_by text,
  confirmation_message_id text,
  at timestamp with time zone not null,
  CHECK ((covers = ANY (ARRAY['tenant'::text, 'number'::text]))),
  CHECK ((kind = ANY (ARRAY['opted_out'::text, 'opted_in'::text]))),
  CHECK ((origin = ANY (ARRAY['keyword'::text, 'person'::text, 'provider'::text]))),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (consent_event_id)
);
CREATE UNIQUE INDEX consent_events_confirmation ON public.consent_events USING btree (confirmation_message_id) WHERE (confirmation_message_id IS NOT NULL);
CREATE INDEX consent_events_lead ON public.consent_events USING btree (tenant_id, lead_id, consent_event_id DESC);
CREATE INDEX consent_events_lead_number ON public.consent_events USING btree (tenant_id, lead_number, consent_event_id DESC);
CREATE INDEX consent_events_time ON public.consent_events USING btree (tenant_id, at) WHERE (kind = 'opted_out'::text);

create table consent_states (
  tenant_id text not null,
  lead_number text not null,
  our_number text not null,
  kind text not null,
  since timestamp with time zone not null,
  CHECK ((kind = ANY (ARRAY['opted_out'::text, 'opted_in'::text]))),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (tenant_id, lead_number, our_number)
);

create table delivery_reports (
  delivery_report_id bigint not null generated always as identity,
  tenant_id text not null,
  message_id text not null,
  provider_message_id text not null,
  status text not null,
  error_code text,
  received_at timestamp with time zone not null default now(),
  FOREIGN KEY (message_id) REFERENCES messages(message_id),
  PRIMARY KEY (delivery_report_id)
);
CREATE INDEX delivery_reports_message ON public.delivery_reports USING btree (message_id);

create table do_not_contact (
  do_not_contact_id text not null,
  tenant_id text not null,
  lead_id text not null,
  channel text not null,
  reason text not null,
  set_by text not null,
  set_at timestamp with time zone not null default now(),
  lifted_by text,
  lifted_reason text,
  lifted_at timestamp with time zone,
  CHECK ((channel = 'sms'::text)),
  FOREIGN KEY (lead_id) REFERENCES leads(lead_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (do_not_contact_id)
);
CREATE UNIQUE INDEX do_not_contact_holds ON public.do_not_contact USING btree (tenant_id, lead_id, channel) WHERE (lifted_at IS NULL);
CREATE INDEX do_not_contact_lead ON public.do_not_contact USING btree (lead_id);
CREATE INDEX do_not_contact_set ON public.do_not_contact USING btree (tenant_id, set_at);
CREATE INDEX do_not_contact_tenant ON public.do_not_contact USING btree (tenant_id, do_not_contact_id) WHERE (lifted_at IS NULL);

create table events (
  interaction_id text not null,
  seq integer not null,
  tenant_id text not null,
  type text not null,
  data jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null,
  after_seq integer,
  signalled_at timestamp with time zone,
  next_signal_at timestamp with time zone,
  xid xid8 not null default pg_current_xact_id(),
  FOREIGN KEY (interaction_id) REFERENCES interactions(interaction_id),
  PRIMARY KEY (interaction_id, seq)
);
CREATE INDEX events_to_signal ON public.events USING btree (next_signal_at) WHERE ((signalled_at IS NULL) AND (after_seq IS NOT NULL));
CREATE INDEX events_xid ON public.events USING btree (xid);

create table idempotency_keys (
  tenant_id text not null,
  key text not null,
  fingerprint bytea not null,
  message_id text not null,
  http_status integer,
  answer jsonb,
  created_at timestamp with time zone not null default now(),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (tenant_id, key)
);
CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at);

create table inbound_sweeps (
  phone_number text not null,
  tenant_id text not null,
  read_up_to timestamp with time zone not null,
  swept_at timestamp with time zone,
  not_before timestamp with time zone,
  failures integer not null default 0,
  failing_since timestamp with time zone,
  error_code text,
  error_message text,
  FOREIGN KEY (tenant_id, phone_number) REFERENCES phone_numbers(tenant_id, phone_number) ON DELETE CASCADE,
  PRIMARY KEY (phone_number)
);
CREATE INDEX inbound_sweeps_swept_at ON public.inbound_sweeps USING btree (swept_at NULLS FIRST);

create table interactions (
  interaction_id text not null,
  tenant_id text not null,
  lead_id text not null,
  campaign_id text,
  our_number text not null,
  lead_number text not null,
  provider text not null,
  status text not null default 'in_progress'::text,
  agent_mode boolean not null,
  last_seq integer not null default 0,
  last_signal_seq integer not null default 0,
  last_turn integer not null default 0,
  last_message_id text,
  last_message_at timestamp with time zone not null default now(),
  last_direction text,
  error_code text,
  error_message text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  attention text,
  attention_at timestamp with time zone,
  near_opt_out_seq integer,
  agent_rests_until timestamp with time zone,
  CHECK ((attention = ANY (ARRAY['agent_failed'::text, 'send_failed'::text, 'send_unconfirmed'::text, 'near_opt_out'::text, 'late_text'::text, 'answer_limit'::text]))) NOT VALID,
  CHECK ((last_direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
  CHECK ((status = ANY (ARRAY['in_progress'::text, 'completed'::text, 'incomplete'::text, 'follow_up'::text, 'qualified'::text, 'disqualified'::text, 'dnc'::text]))),
  FOREIGN KEY (campaign_id) REFERENCES campaigns(campaign_id),
  FOREIGN KEY (lead_id) REFERENCES leads(lead_id),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (interaction_id),
  UNIQUE (tenant_id, our_number, lead_number)
);
CREATE INDEX interactions_activity ON public.interactions USING btree (tenant_id, last_message_at DESC, interaction_id DESC);
CREATE INDEX interactions_attention ON public.interactions USING btree (tenant_id, last_message_at DESC, interaction_id DESC) WHERE (attention IS NOT NULL);
CREATE INDEX interactions_campaign ON public.interactions USING btree (tenant_id, campaign_id, last_message_at DESC, interaction_id DESC);
CREATE INDEX interactions_lead ON public.interactions USING btree (tenant_id, lead_id, created_at DESC);
CREATE INDEX interactions_lead_number ON public.interactions USING btree (tenant_id, lead_number);
CREATE INDEX interactions_status ON public.interactions USING btree (tenant_id, status, last_message_at DESC, interaction_id DESC) WHERE (status <> 'in_progress'::text);

create table lead_import_rows (
  lead_import_id text not null,
  row_number integer not null,
  tenant_id text not null,
  outcome text not null,
  problems jsonb not null default '[]'::jsonb,
  lead jsonb,
  phone text,
  lead_id text,
  CHECK ((outcome = ANY (ARRAY['new'::text, 'duplicate'::text, 'invalid'::text, 'applied'::text]))),
  FOREIGN KEY (lead_import_id) REFERENCES lead_imports(lead_import_id) ON DELETE CASCADE,
  PRIMARY KEY (lead_import_id, row_number)
);
CREATE INDEX lead_import_rows_outcome ON public.lead_import_rows USING btree (lead_import_id, outcome, row_number);
CREATE INDEX lead_import_rows_phone ON public.lead_import_rows USING btree (lead_import_id, phone);

create table lead_imports (
  lead_import_id text not null,
  tenant_id text not null,
  campaign_id text,
  state text not null,
  total_rows integer not null default 0,
  new_rows integer not null default 0,
  duplicate_rows integer not null default 0,
  invalid_rows integer not null default 0,
  applied_rows integer not null default 0,
  error_code text,
  error_message text,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  CHECK ((state = ANY (ARRAY['checking'::text, 'checked'::text, 'applying'::text, 'applied'::text, 'failed'::text]))),
  FOREIGN KEY (campaign_id) REFERENCES campaigns(campaign_id),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (lead_import_id)
);
CREATE INDEX lead_imports_tenant ON public.lead_imports USING btree (tenant_id, lead_import_id);

create table leads (
  lead_id text not null,
  tenant_id text not null,
  campaign_id text,
  first_name text not null default ''::text,
  last_name text not null default ''::text,
  email text not null default ''::text,
  phone text,
  status text not null default 'new'::text,
  is_test boolean not null default false,
  questionnaire jsonb not null default '[]'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  timezone text,
  notes text not null default ''::text,
  archived boolean not null default false,
  search_text text not null default lower(((((((((first_name || ' '::text) || last_name) || ' '::text) || email) || ' '::text) || COALESCE(phone, ''::text)) || ' '::text) || lead_id)),
  CHECK ((status = ANY (ARRAY['new'::text, 'pending'::text, 'processing'::text, 'qualified'::text, 'disqualified'::text, 'queued'::text, 'pending_action'::text, 'no_answer'::text, 'voicemail'::text, 'contacted'::text, 'scheduled_callback'::text, 'no_contact'::text, 'pending_signature'::text, 'document_sent'::text, 'signed'::text, 'delivered'::text, 'accepted'::text, 'duplicate'::text, 'failed'::text, 'error'::text, 'rejected'::text, 'missing_data'::text, 'dnc'::text]))) NOT VALID,
  FOREIGN KEY (campaign_id) REFERENCES campaigns(campaign_id),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (lead_id)
);
CREATE INDEX leads_campaign ON public.leads USING btree (tenant_id, campaign_id, lead_id);
CREATE INDEX leads_phone ON public.leads USING btree (phone, tenant_id, created_at DESC);
CREATE INDEX leads_search ON public.leads USING gin (tenant_id, search_text gin_trgm_ops);
CREATE INDEX leads_status ON public.leads USING btree (tenant_id, status, lead_id);
CREATE INDEX leads_tenant ON public.leads USING btree (tenant_id, lead_id);

create table messages (
  message_id text not null,
  tenant_id text not null,
  interaction_id text not null,
  seq integer not null,
  direction text not null,
  source text not null,
  body text not null,
  from_number text not null,
  to_number text not null,
  provider text not null,
  provider_message_id text,
  state text not null,
  withheld_rule text,
  segments integer not null,
  error_code text,
  error_message text,
  turn_id text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  sent_by text,
  consent text,
  send_at timestamp with time zone,
  scheduled_for text,
  decision text,
  decided_by text,
  written_at timestamp with time zone,
  late boolean not null default false,
  slot_at timestamp with time zone,
  CHECK ((consent = ANY (ARRAY['opted_out'::text, 'opted_in'::text, 'help'::text, 'near_opt_out'::text]))),
  CHECK ((decision = ANY (ARRAY['arrived'::text, 'send_again'::text]))),
  CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text]))),
  CHECK ((scheduled_for = ANY (ARRAY['asked'::text, 'quiet_hours'::text]))),
  CHECK ((source = ANY (ARRAY['manual'::text, 'api'::text, 'inbound'::text, 'sms_agent'::text, 'system'::text]))),
  CHECK ((state = ANY (ARRAY['received'::text, 'scheduled'::text, 'queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'undelivered'::text, 'failed'::text, 'unconfirmed'::text, 'withheld'::text]))) NOT VALID,
  FOREIGN KEY (interaction_id) REFERENCES interactions(interaction_id),
  PRIMARY KEY (message_id),
  UNIQUE (interaction_id, seq),
  UNIQUE (tenant_id, provider, provider_message_id)
);
CREATE INDEX messages_not_delivered ON public.messages USING btree (tenant_id, created_at) WHERE (state = ANY (ARRAY['failed'::text, 'undelivered'::text]));
CREATE INDEX messages_outgoing ON public.messages USING btree (interaction_id, seq) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));
CREATE INDEX messages_overdue ON public.messages USING btree (send_at) WHERE (state = 'scheduled'::text);
CREATE INDEX messages_scheduled ON public.messages USING btree (tenant_id, send_at, message_id) WHERE (state = 'scheduled'::text);
CREATE INDEX messages_scheduled_here ON public.messages USING btree (interaction_id, send_at, message_id) WHERE (state = 'scheduled'::text);
CREATE INDEX messages_time ON public.messages USING brin (created_at timestamptz_minmax_multi_ops) WITH (pages_per_range='64', autosummarize='on');

create table phone_numbers (
  phone_number text not null,
  tenant_id text not null,
  provider text,
  sms_capable boolean not null default true,
  label text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  segments_per_second double precision,
  CHECK (((segments_per_second >= (0.1)::double precision) AND (segments_per_second <= (1000)::double precision))),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (phone_number),
  UNIQUE (tenant_id, phone_number)
);
CREATE INDEX phone_numbers_tenant ON public.phone_numbers USING btree (tenant_id, created_at) WHERE sms_capable;

create table provider_accounts (
  tenant_id text not null,
  provider text not null,
  account_id text not null,
  secret bytea not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (tenant_id, provider)
);
CREATE INDEX provider_accounts_account ON public.provider_accounts USING btree (provider, account_id);

create table read_marks (
  user_id text not null,
  interaction_id text not null,
  tenant_id text not null,
  read_seq integer not null,
  marked_at timestamp with time zone not null default now(),
  FOREIGN KEY (interaction_id) REFERENCES interactions(interaction_id),
  FOREIGN KEY (user_id) REFERENCES users(user_id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, interaction_id)
);
CREATE INDEX read_marks_interaction ON public.read_marks USING btree (interaction_id);

create table send_attempts (
  message_id text not null,
  attempt integer not null,
  tenant_id text not null,
  started_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  verdict text,
  provider_message_id text,
  error_code text,
  error_message text,
  CHECK ((verdict = ANY (ARRAY['accepted'::text, 'refused'::text, 'not-taken'::text, 'unclear'::text]))),
  FOREIGN KEY (message_id) REFERENCES messages(message_id),
  PRIMARY KEY (message_id, attempt)
);

create table sending_lanes (
  tenant_id text not null,
  phone_number text not null,
  free_at timestamp with time zone not null,
  PRIMARY KEY (tenant_id, phone_number)
);

create table sessions (
  token_hash bytea not null,
  tenant_id text not null,
  user_id text not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  FOREIGN KEY (user_id) REFERENCES users(user_id) ON DELETE CASCADE,
  PRIMARY KEY (token_hash)
);
CREATE INDEX sessions_expiry ON public.sessions USING btree (expires_at);
CREATE INDEX sessions_user ON public.sessions USING btree (user_id);

create table sign_in_failures (
  subject_hash bytea not null,
  failures integer not null,
  since timestamp with time zone not null,
  PRIMARY KEY (subject_hash)
);

create table sms_agents (
  agent_id text not null,
  tenant_id text not null,
  name text not null,
  description text not null default ''::text,
  provider text,
  phone_number text,
  webhook_url text not null,
  webhook_secret bytea not null,
  batch_window_ms integer not null default 7000,
  is_test boolean not null default false,
  active boolean not null default true,
  inbound_enabled boolean not null default true,
  inbound_campaign_ids text[] not null default '{}'::text[],
  created_at timestamp with time zone not null default now(),
  previous_webhook_secret bytea,
  previous_secret_until timestamp with time zone,
  updated_at timestamp with time zone not null default now(),
  pause_after_person_minutes integer not null default 0,
  answers_per_hour integer not null default 30,
  CHECK (((answers_per_hour >= 1) AND (answers_per_hour <= 1000))),
  CHECK (((batch_window_ms >= 1000) AND (batch_window_ms <= 60000))),
  CHECK (((pause_after_person_minutes >= 0) AND (pause_after_person_minutes <= 10080))),
  CHECK ((webhook_url ~ '^https?://'::text)),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  FOREIGN KEY (tenant_id, phone_number) REFERENCES phone_numbers(tenant_id, phone_number) NOT VALID,
  PRIMARY KEY (agent_id)
);
CREATE UNIQUE INDEX sms_agents_phone_number ON public.sms_agents USING btree (tenant_id, phone_number);
CREATE INDEX sms_agents_tenant ON public.sms_agents USING btree (tenant_id, agent_id);

create table tenants (
  tenant_id text not null,
  name text not null,
  default_provider text,
  created_at timestamp with time zone not null default now(),
  default_country text not null default 'US'::text,
  opt_out_scope text not null default 'tenant'::text,
  updated_at timestamp with time zone not null default now(),
  confirmations text not null default 'carrier'::text,
  opt_out_text text,
  help_text text,
  quiet_from text,
  quiet_until text,
  CHECK ((confirmations = ANY (ARRAY['carrier'::text, 'parley'::text]))),
  CHECK ((default_country ~ '^[A-Z]{2}$'::text)),
  CHECK ((opt_out_scope = ANY (ARRAY['tenant'::text, 'number'::text]))),
  CHECK ((quiet_from ~ '^([01]\d|2[0-3]):[0-5]\d$'::text)),
  CHECK ((((quiet_from IS NULL) = (quiet_until IS NULL)) AND (quiet_from <> quiet_until))),
  CHECK ((quiet_until ~ '^([01]\d|2[0-3]):[0-5]\d$'::text)),
  PRIMARY KEY (tenant_id)
);

create table turn_attempts (
  turn_id text not null,
  attempt integer not null,
  tenant_id text not null,
  started_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  outcome text,
  http_status integer,
  FOREIGN KEY (turn_id) REFERENCES turns(turn_id),
  PRIMARY KEY (turn_id, attempt)
);

create table turns (
  turn_id text not null,
  tenant_id text not null,
  interaction_id text not null,
  number integer not null,
  agent_id text not null,
  state text not null,
  first_seq integer not null,
  last_seq integer not null,
  asked_seq integer,
  window_ms integer not null,
  opened_at timestamp with time zone not null,
  last_text_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  attempts integer not null default 0,
  reply_message_id text,
  beyond_limit boolean not null default false,
  CHECK ((state = ANY (ARRAY['collecting'::text, 'asking'::text, 'retrying'::text, 'waiting'::text, 'answered'::text, 'superseded'::text, 'answered_by_person'::text, 'failed'::text, 'dropped'::text]))),
  FOREIGN KEY (agent_id) REFERENCES sms_agents(agent_id),
  FOREIGN KEY (interaction_id) REFERENCES interactions(interaction_id),
  PRIMARY KEY (turn_id),
  UNIQUE (interaction_id, number)
);
CREATE UNIQUE INDEX turns_one_open ON public.turns USING btree (interaction_id) WHERE (state = ANY (ARRAY['collecting'::text, 'asking'::text, 'retrying'::text, 'waiting'::text]));
CREATE INDEX turns_time ON public.turns USING brin (opened_at timestamptz_minmax_multi_ops) WITH (pages_per_range='64', autosummarize='on');

create table unrouted_messages (
  unrouted_message_id text not null,
  provider text not null,
  provider_message_id text not null,
  from_number text not null,
  to_number text not null,
  body text not null,
  received_at timestamp with time zone not null default now(),
  tenant_id text,
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (unrouted_message_id),
  UNIQUE (provider, provider_message_id)
);
CREATE INDEX unrouted_messages_tenant ON public.unrouted_messages USING btree (tenant_id, unrouted_message_id);

create table users (
  user_id text not null,
  tenant_id text not null,
  email text not null,
  name text not null default ''::text,
  role text not null,
  password_hash text not null,
  active boolean not null default true,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  CHECK ((role = ANY (ARRAY['admin'::text, 'operator'::text]))),
  FOREIGN KEY (tenant_id) REFERENCES tenants(tenant_id),
  PRIMARY KEY (user_id)
);
CREATE UNIQUE INDEX users_email ON public.users USING btree (lower(email));
CREATE INDEX users_tenant ON public.users USING btree (tenant_id, user_id);

-- function answers_full_until(p_interaction_id text, p_answers_per_hour integer) returns timestamp with time zone
-- function append_event(p_tenant_id text, p_interaction_id text, p_type text, p_data jsonb, p_signal boolean, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone, OUT seq integer, OUT after_seq integer, OUT at timestamp with time zone) returns record
-- function ask_agent_again(p_tenant_id text, p_interaction_id text, p_by_person boolean DEFAULT false, OUT outcome text, OUT turn_id text, OUT rule text, OUT texts integer, OUT tenant_id text, OUT interaction_id text, OUT provider text, OUT seq integer, OUT after_seq integer, OUT at timestamp with time zone, OUT data jsonb, OUT answers_per_hour integer, OUT retry_at timestamp with time zone) returns record
-- function change_scheduled_text(p_tenant_id text, p_message_id text, p_by text, p_cancel boolean, p_send_at timestamp with time zone, p_body text, p_segments integer, OUT outcome text, OUT state text, OUT tenant_id text, OUT interaction_id text, OUT provider text, OUT type text, OUT seq integer, OUT after_seq integer, OUT at timestamp with time zone, OUT data jsonb) returns record
-- function claim_delivery(p_tenant_id text, p_message_id text, p_heeds_quiet_hours boolean DEFAULT false, p_paces boolean DEFAULT false, OUT outcome text, OUT attempt integer, OUT ahead_message_id text, OUT ahead_seq integer, OUT state text, OUT body text, OUT from_number text, OUT to_number text, OUT provider text, OUT send_at timestamp with time zone, OUT quiet_hours jsonb, OUT timezone text, OUT until timestamp with time zone) returns record
-- function claim_turn(p_tenant_id text, p_turn_id text, OUT outcome text, OUT interaction_id text, OUT attempt integer, OUT asked_seq integer, OUT first_seq integer, OUT asked_for_ms integer, OUT reply_message_id text, OUT reply_seq integer) returns record
-- function clear_attention(p_interaction_id text, p_by_person boolean DEFAULT true) returns boolean
-- function consent_of_conversation(p_tenant_id text, p_lead_id text, p_lead_number text, p_our_number text) returns text
-- function decide_unconfirmed(p_tenant_id text, p_message_id text, p_decision text, p_by text, p_state text, p_replaces text[], OUT outcome text, OUT state text, OUT rule text, OUT tenant_id text, OUT interaction_id text, OUT provider text, OUT seq integer, OUT after_seq integer, OUT at timestamp with time zone, OUT type text, OUT data jsonb) returns record
-- function default_sending_rate(p_our_number text) returns double precision
-- function do_not_contact_holds(p_tenant_id text, p_lead_id text, p_lead_number text) returns boolean
-- function end_attempt(p_tenant_id text, p_turn_id text, p_attempt integer, p_outcome text, p_http_status integer, p_next text) returns boolean
-- function end_conversation_turn(p_interaction_id text) returns void
-- function end_near_opt_out(p_interaction_id text) returns void
-- function end_unconfirmed(p_interaction_id text) returns boolean
-- function fact_as_json(p_tenant_id text, p_interaction_id text, p_provider text, p_type text, p_data jsonb, p_seq integer, p_after_seq integer, p_at timestamp with time zone) returns jsonb
-- function fail_limited_turn(p_tenant_id text, p_turn_id text) returns jsonb
-- function fail_turn(p_tenant_id text, p_turn_id text) returns boolean
-- function hold_text(p_tenant_id text, p_message_id text, p_until timestamp with time zone) returns timestamp with time zone
-- function ingest_inbound(p_provider text, p_provider_message_id text, p_from text, p_to text, p_body text, p_segments integer, p_message_id text, p_new_lead_id text, p_new_interaction_id text, p_tenants text[] DEFAULT NULL::text[], p_consent text DEFAULT NULL::text, p_word text DEFAULT NULL::text, p_answer jsonb DEFAULT NULL::jsonb, p_written_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_late_after interval DEFAULT NULL::interval, OUT outcome text, OUT tenant_id text, OUT interaction_id text, OUT provider text, OUT seq integer, OUT after_seq integer, OUT at timestamp with time zone, OUT data jsonb, OUT more jsonb) returns record
-- function is_answered(p_text messages, p_before timestamp with time zone DEFAULT 'infinity'::timestamp with time zone) returns boolean
-- function late_text_asked_in(p_interaction_id text, p_seq integer) returns integer
-- function limit_turn(talk interactions, p_turn_id text, p_answers_per_hour integer) returns jsonb
-- function lock_conversation_of(p_tenant_id text, p_message_id text) returns interactions
-- function lock_phone(p_tenant_id text, p_lead_number text) returns void
-- function only_tenant(p_tenants text[]) returns text
-- function open_turn(p_tenant_id text, p_interaction_id text, p_agent_id text, p_window_ms integer, p_seq integer, p_at timestamp with time zone) returns text
-- function opted_out_holds(p_tenant_id text, p_lead_number text, p_our_number text) returns boolean
-- function opted_out_since(p_tenant_id text, p_lead_number text, p_our_number text, p_moment timestamp with time zone) returns boolean
-- function provider_of_conversation(talk interactions) returns text
-- function provider_of_number(p_tenant_id text, p_our_number text) returns text
-- function queue_system_text(talk interactions, p_text jsonb) returns jsonb
-- function quiet_hours_of(p_tenant_id text, p_interaction_id text, p_source text) returns jsonb
-- function record_consent(p_tenant_id text, p_consent_event_id text, p_lead_number text, p_our_number text, p_lead_id text, p_interaction_id text, p_message_id text, p_kind text, p_origin text, p_word text, p_reason text, p_set_by text, p_at timestamp with time zone, p_told text, p_confirmation_message_id text DEFAULT NULL::text) returns jsonb
-- function record_idle(p_tenant_id text, p_interaction_id text, p_idle interval) returns text
-- function record_provider_opt_out(message messages, p_word text) returns void
-- function record_reply(p_tenant_id text, p_turn_id text, p_asked_seq integer, p_message_id text, p_body text, p_segments integer, p_heeds_quiet_hours boolean DEFAULT false, OUT outcome text, OUT seq integer, OUT earlier_message_id text, OUT from_number text, OUT to_number text, OUT provider text, OUT until timestamp with time zone) returns record
-- function record_report(p_message_id text, p_provider_message_id text, p_status text, p_error_code text, p_error_message text, p_state text, p_replaces text[], p_tenants text[] DEFAULT NULL::text[], p_opted_out boolean DEFAULT false, OUT outcome text, OUT tenant_id text, OUT interaction_id text, OUT provider text, OUT seq integer, OUT after_seq integer, OUT at timestamp with time zone, OUT data jsonb) returns record
-- function record_unconfirmed(p_tenant_id text, p_message_id text, p_replaces text[]) returns text
-- function record_verdict(p_tenant_id text, p_message_id text, p_attempt integer, p_verdict text, p_provider_message_id text, p_error_code text, p_error_message text, p_state text, p_replaces text[], p_notify boolean, p_opted_out boolean DEFAULT false) returns text
-- function refuse_change_of_ledger() returns trigger
-- function release_text(p_tenant_id text, p_message_id text, OUT outcome text, OUT seq integer, OUT due_at timestamp with time zone) returns record
-- function responsible_agent(p_tenant_id text, p_campaign_id text, p_our_number text, p_is_test boolean) returns TABLE(agent_id text, name text, batch_window_ms integer, pause_after_person_minutes integer, answers_per_hour integer)
-- function rest_agent(p_interaction_id text) returns timestamp with time zone
-- function resume_turn(p_tenant_id text, p_interaction_id text, p_by text, OUT outcome text, OUT tenant_id text, OUT interaction_id text, OUT provider text, OUT seq integer, OUT after_seq integer, OUT at timestamp with time zone, OUT data jsonb) returns record
-- function route_inbound(p_our_number text) returns TABLE(tenant_id text, provider text, campaign_ids text[])
-- function set_attention(p_interaction_id text, p_reason text, p_at timestamp with time zone) returns void
-- function start_inbound_conversation(p_tenant_id text, p_provider text, p_our_number text, p_lead_number text, p_campaign_ids text[], p_new_lead_id text, p_new_interaction_id text) returns interactions
-- function suspend_turn(p_interaction_id text, p_seq integer, p_at timestamp with time zone) returns void
-- function take_slot(p_tenant_id text, p_our_number text, p_segments integer) returns timestamp with time zone
-- function tell_consent(p_tenant_id text, p_interaction_id text, p_kind text, p_status text, p_old_status text, p_provider text, p_consent_event_id text) returns jsonb
-- function transcript(p_interaction_id text) returns json
-- function turn_payload(p_tenant_id text, p_turn_id text, p_first_seq integer, p_asked_seq integer) returns TABLE(webhook_url text, webhook_secret bytea, webhook_secrets bytea[], payload json)
-- function unanswered_texts(p_interaction_id text, OUT first_seq integer, OUT last_seq integer, OUT texts integer) returns record
-- function withholding_rule(p_tenant_id text, p_lead_id text, p_lead_number text, p_our_number text, p_message_id text DEFAULT NULL::text) returns text
