--! purpose: Transactions that hold an old snapshot: creating an index concurrently waits for every one of them.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: a row a connection, oldest first: pid integer, usename text, application_name text, database text, state text, xmin_age integer, xact_start timestamptz, xact_seconds float8, query text
select
  pid,
  usename::text as usename,
  application_name,
  datname::text as database,
  state,
  age(backend_xmin) as xmin_age,
  xact_start,
  extract(epoch from clock_timestamp() - xact_start)::float8 as xact_seconds,
  left(query, 500) as query
from pg_stat_activity
where backend_xmin is not null and pid <> pg_backend_pid()
order by age(backend_xmin) desc, pid;
