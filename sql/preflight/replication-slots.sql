--! purpose: Replication slots, whether anybody reads from them, and how much WAL each keeps.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: a row a slot: name text, is_active boolean, wal_status text, retained_bytes text
select
  slot_name::text as name,
  active as is_active,
  wal_status,
  case when not pg_is_in_recovery() then pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::text end as retained_bytes
from pg_replication_slots
order by slot_name;
