-- What the Conversations page asks of Postgres.

-- The transaction that wrote an event. Which events came between two looks is the difference of two snapshots, exactly:
-- a counter or a clock would miss those that were written earlier and committed later (docs/decisions/0017).
-- The rows there are get the migration's own transaction, without a rewrite of the table.
alter table events add column xid xid8 not null default pg_current_xact_id();
create index events_xid on events (xid);

-- Why a person should look at a conversation, and since when.
alter table interactions
  add column attention text,
  add column attention_at timestamptz,
  add constraint interactions_attention_known check (
    attention in ('agent_failed', 'send_failed', 'send_unconfirmed', 'near_opt_out', 'late_text')) not valid;
create index interactions_attention on interactions (tenant_id, last_message_at desc, interaction_id desc)
  where attention is not null;

-- How far a person has read a conversation. What was there before the person was is not unread to them.
create table read_marks (
  user_id text not null references users on delete cascade,
  interaction_id text not null references interactions,
  tenant_id text not null,
  read_seq integer not null,
  marked_at timestamptz not null default now(),
  primary key (user_id, interaction_id)
);
create index read_marks_interaction on read_marks (interaction_id);
