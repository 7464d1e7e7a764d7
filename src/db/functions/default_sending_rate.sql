-- How many segments a second carriers take from a number of this kind, where nothing else was agreed: 3 from a toll-free
-- number, 1 from another of the North American plan, 10 elsewhere.
create or replace function default_sending_rate(p_our_number text) returns double precision language sql immutable as $$
  select case when p_our_number ~ '^\+1(800|833|844|855|866|877|888)' then 3 when p_our_number like '+1%' then 1 else 10 end
$$;
