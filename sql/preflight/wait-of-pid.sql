--! purpose: What a connection is doing or waiting for, for the progress line of a running step.
--! effect: read
--! statement: select
--! params: pid:integer
--! risk: none
--! expects: no row where the connection is gone, else one: state text, wait_event_type text, wait_event text, query_seconds float8, blocked_by integer[]
select
  state,
  wait_event_type,
  wait_event,
  extract(epoch from clock_timestamp() - query_start)::float8 as query_seconds,
  pg_blocking_pids(pid) as blocked_by
from pg_stat_activity
where pid = $1::integer;
