--! purpose: Who a waiting connection waits for.
--! effect: read
--! statement: select
--! params: pid:integer
--! risk: none
--! expects: a row a blocker, oldest transaction first: pid integer, usename text, application_name text, backend_type text, state text, backend_start timestamptz, xact_start timestamptz, xact_seconds float8, query text
-- backend_start goes along, because a pid alone may be somebody else by the time that a person acts on it.
select
  a.pid,
  a.usename::text as usename,
  a.application_name,
  a.backend_type,
  a.state,
  a.backend_start,
  a.xact_start,
  extract(epoch from clock_timestamp() - a.xact_start)::float8 as xact_seconds,
  left(a.query, 500) as query
from pg_stat_activity a
where a.pid = any (pg_blocking_pids($1::integer))
order by a.xact_start nulls last, a.pid;
