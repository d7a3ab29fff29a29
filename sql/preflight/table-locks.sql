--! purpose: Who holds or awaits a lock on one of the named tables, and since when the transaction is open.
--! effect: read
--! statement: select
--! params: tables:text[]
--! risk: none
--! expects: a row a lock, oldest transaction first: table_name text, mode text, is_granted boolean, pid integer (null: a prepared transaction), usename text, application_name text, backend_type text, state text, wait_event text, xact_start timestamptz, xact_seconds float8, query text
-- Every mode counts: DROP INDEX CONCURRENTLY waits for each transaction that has used the table at all.
select
  c.relname::text as table_name,
  l.mode,
  l.granted as is_granted,
  l.pid,
  a.usename::text as usename,
  a.application_name,
  a.backend_type,
  a.state,
  a.wait_event,
  a.xact_start,
  extract(epoch from clock_timestamp() - a.xact_start)::float8 as xact_seconds,
  left(a.query, 500) as query
from pg_locks l
join pg_class c on c.oid = l.relation
left join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'relation'
  and l.database = (select oid from pg_database where datname = current_database())
  and c.relname = any ($1::text[])
  and l.pid is distinct from pg_backend_pid()
order by a.xact_start nulls first, c.relname, l.mode;
