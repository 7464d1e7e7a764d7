-- Texts that wait for a time: one that somebody asked for, or the end of quiet hours. Safe while the version before runs: it
-- adds, and allows one more state, which nobody writes before this version does.

alter table messages
  drop constraint messages_state_check,
  add constraint messages_state_check check (state in (
    'received', 'scheduled', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'unconfirmed', 'withheld')) not valid,
  add column send_at       timestamptz, -- when it is to leave; of one that has left: when it was to
  add column scheduled_for text check (scheduled_for in ('asked', 'quiet_hours')); -- whose time that is
create index messages_scheduled on messages (tenant_id, send_at, message_id) where state = 'scheduled';
create index messages_scheduled_here on messages (interaction_id, send_at, message_id) where state = 'scheduled';
create index messages_overdue on messages (send_at) where state = 'scheduled';

-- When nobody is texted, by the lead's clock: from this minute until before that one, over midnight where until is earlier.
alter table tenants
  add column quiet_from  text check (quiet_from ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  add column quiet_until text check (quiet_until ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  add constraint tenants_quiet_hours_check check ((quiet_from is null) = (quiet_until is null) and quiet_from <> quiet_until);
