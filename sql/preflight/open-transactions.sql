--! purpose: Open transactions of clients, oldest first.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: a row a transaction: pid integer, usename text, application_name text, state text, wait_event text, xact_start timestamptz, xact_seconds float8, query text
select
  pid,
  usename::text as usename,
  application_name,
  state,
  wait_event,
  xact_start,
  extract(epoch from clock_timestamp() - xact_start)::float8 as xact_seconds,
  left(query, 500) as query
from pg_stat_activity
where xact_start is not null
  and backend_type = 'client backend'
  and datname = current_database()
  and pid <> pg_backend_pid()
order by xact_start;
