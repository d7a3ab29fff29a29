--! purpose: How many connections are open, how many ordinary users may open, and how many this role cannot look into.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: used integer, max_connections integer, reserved integer, usable integer, used_percent float8, hidden integer
-- PostgreSQL 16 keeps more back for roles of its own choice. Counted by database, because pg_stat_activity hides what other users' connections are from an ordinary role. `hidden`
-- says how many: each may hold a lock or a snapshot that the other looks cannot see; pg_read_all_stats shows them.
select
  used,
  max_connections,
  reserved,
  max_connections - reserved as usable,
  round(100.0 * used / greatest(max_connections - reserved, 1), 1)::float8 as used_percent,
  hidden
from (
  select
    (select sum(numbackends)::integer from pg_stat_database) as used,
    current_setting('max_connections')::integer as max_connections,
    current_setting('superuser_reserved_connections')::integer
      + coalesce(current_setting('reserved_connections', true), '0')::integer as reserved,
    (select count(*)::integer from pg_stat_activity where datid is not null and backend_type is null) as hidden
) as counted;
