-- How fast texts may leave from each of our numbers. Safe while the version before runs: it adds.

-- Null: the usual rate of a number of its kind (default_sending_rate).
alter table phone_numbers add column segments_per_second double precision check (segments_per_second between 0.1 and 1000);

-- A number's texts leave one after another; free_at is when the next one may. Updated with every text that leaves, in place.
create table sending_lanes (
  tenant_id    text not null,
  phone_number text not null,
  free_at      timestamptz not null,
  primary key (tenant_id, phone_number)
) with (fillfactor = 50);

-- When a text may leave that had to wait for its number's rate: its slot. Null: it did not have to.
alter table messages add column slot_at timestamptz;
