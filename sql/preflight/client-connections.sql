--! purpose: Who is connected and would be cut off by a restart, except the console itself.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: a row an application: application text, usename text, connections integer
select coalesce(nullif(application_name, ''), 'no name') as application, usename::text as usename, count(*)::integer as connections
from pg_stat_activity
where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name not like 'rollback-%'
group by 1, 2
order by 3 desc, 1, 2;
