-- What the overview asks: what happened to a tenant within a time.
-- Texts and turns are written on the hottest paths there are, and come in the order of time; for those a summary of each
-- stretch of the table is enough, and costs a text next to nothing (docs/decisions/0020). Of what is rare, every one is entered.
create index messages_time on messages using brin (created_at timestamptz_minmax_multi_ops) with (pages_per_range = 64, autosummarize = on);
create index turns_time on turns using brin (opened_at timestamptz_minmax_multi_ops) with (pages_per_range = 64, autosummarize = on);
create index messages_not_delivered on messages (tenant_id, created_at) where state in ('failed', 'undelivered');
create index do_not_contact_set on do_not_contact (tenant_id, set_at);
create index consent_events_time on consent_events (tenant_id, at) where kind = 'opted_out';
