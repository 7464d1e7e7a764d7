-- Gap recovery: texts whose webhook nobody took are read from the provider's own list.
-- Safe while the version before runs: it adds.

-- How far each of our numbers' list was read. A number that has no row yet is read from its beginning with us.
create table inbound_sweeps (
  phone_number  text primary key,
  tenant_id     text not null,
  read_up_to    timestamptz not null, -- all that the provider had got by then has been taken in
  swept_at      timestamptz,          -- the end of the last try, whatever came of it
  not_before    timestamptz,          -- somebody is at it until then, or it rests after a failure
  failures      integer not null default 0, -- since the last success
  failing_since timestamptz,
  error_code    text,                 -- of the last failure
  error_message text,
  foreign key (tenant_id, phone_number) references phone_numbers (tenant_id, phone_number) on delete cascade
);
create index inbound_sweeps_swept_at on inbound_sweeps (swept_at nulls first);

-- What came before this version has been seen, or is too old to be answered.
insert into inbound_sweeps (phone_number, tenant_id, read_up_to) select phone_number, tenant_id, now() from phone_numbers;

-- When the provider got a lead's text, where that was told apart from its arrival here: a recovered text, or one whose
-- webhook came late. Null: it came at once, at created_at.
-- late: so long before that it is not for the agent, unless a person has the agent asked again.
alter table messages
  add column written_at timestamptz,
  add column late boolean not null default false;
