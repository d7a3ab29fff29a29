--! purpose: How many connections to this database are at work right now, besides this one.
--! effect: read
--! statement: select
--! params:
--! risk: none; connections that this role cannot look into are not counted
--! expects: one row: busy integer, open integer
select
  count(*) filter (where state <> 'idle')::integer as busy,
  count(*)::integer as open
from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid();
