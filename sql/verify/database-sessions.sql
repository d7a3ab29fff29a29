--! purpose: Who is connected to a database, besides the console's own look.
--! effect: read
--! statement: select
--! params: database:text
--! risk: none
--! expects: a row a session: pid integer, usename text, application_name text, state text
select a.pid, a.usename::text as usename, a.application_name, a.state
from pg_stat_activity a
where a.datname = $1
  and a.backend_type = 'client backend'
  and a.pid <> pg_backend_pid()
order by a.pid;
