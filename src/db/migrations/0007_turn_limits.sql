-- What holds an agent back, and what people decide about texts of which nobody knows whether they arrived. It adds, so it is
-- safe while the version before runs.

alter table sms_agents
  -- After a person's text the agent is not asked for so long; 0: the lead's next text is its own again.
  add column pause_after_person_minutes integer not null default 0 check (pause_after_person_minutes between 0 and 10080),
  -- The most texts that a lead gets from it within an hour in one conversation: two programs would text each other for ever.
  add column answers_per_hour integer not null default 30 check (answers_per_hour between 1 and 1000);

-- Until then the agent rests in this conversation. Stays when the time is over: the next text then looks for what nobody answered.
alter table interactions add column agent_rests_until timestamptz;

alter table interactions drop constraint interactions_attention_known;
alter table interactions add constraint interactions_attention_known check (
  attention in ('agent_failed', 'send_failed', 'send_unconfirmed', 'near_opt_out', 'late_text', 'answer_limit')) not valid;

-- A person asked for this turn, so it is answered whatever the limit.
alter table turns add column beyond_limit boolean not null default false;

-- What a person decided about an unconfirmed text, the last time that it was one.
alter table messages
  add column decision   text check (decision in ('arrived', 'send_again')),
  add column decided_by text; -- user_… or key_…
