--! purpose: How far the creation of an index has come, for the progress line of a running step.
--! effect: read
--! statement: select
--! params: pid:integer
--! risk: none
--! expects: no row where nothing is being built, else one: command text, phase text, index_name text, blocks_done text, blocks_total text, tuples_done text, tuples_total text, lockers_done text, lockers_total text
-- Dropping an index reports no progress of its own; wait-of-pid.sql says what it waits for.
select
  p.command,
  p.phase,
  c.relname::text as index_name,
  p.blocks_done::text as blocks_done,
  p.blocks_total::text as blocks_total,
  p.tuples_done::text as tuples_done,
  p.tuples_total::text as tuples_total,
  p.lockers_done::text as lockers_done,
  p.lockers_total::text as lockers_total
from pg_stat_progress_create_index p
left join pg_class c on c.oid = p.index_relid
where p.pid = $1::integer;
