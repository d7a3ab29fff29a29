--! purpose: What is running now: every connection that is not idle, except this query.
--! effect: read
--! statement: select
--! params:
--! risk: none; without pg_read_all_stats the text of other users' queries is hidden by the server
--! expects: a row a connection: pid integer, usename text, application_name text, state text, wait_event text, xact_start timestamptz, query text
select
  pid,
  usename::text as usename,
  application_name,
  state,
  wait_event,
  xact_start,
  left(query, 500) as query
from pg_stat_activity
where state <> 'idle' and pid <> pg_backend_pid()
order by xact_start nulls last, pid;
