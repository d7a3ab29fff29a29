--! purpose: Who the console is on this server, and what it may do to the server and the database as a whole.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: role text, is_superuser boolean, is_inheriting boolean, can_create_databases boolean, can_end_sessions boolean, sees_sessions boolean, sees_settings boolean, database text, database_owner text, is_owner_superuser boolean, owns_database boolean, may_all_connect boolean
select
  r.rolname::text as role,
  r.rolsuper as is_superuser,
  r.rolinherit as is_inheriting,
  r.rolcreatedb as can_create_databases,
  pg_has_role('pg_signal_backend', 'USAGE') as can_end_sessions,
  pg_has_role('pg_read_all_stats', 'USAGE') as sees_sessions,
  pg_has_role('pg_read_all_settings', 'USAGE') as sees_settings,
  d.datname::text as database,
  o.rolname::text as database_owner,
  o.rolsuper as is_owner_superuser,
  pg_has_role(d.datdba, 'USAGE') as owns_database,
  has_database_privilege('public', d.oid, 'CONNECT') as may_all_connect
from pg_roles r
join pg_database d on d.datname = current_database()
join pg_roles o on o.oid = d.datdba
where r.rolname = current_user;
