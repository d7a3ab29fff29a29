--! purpose: End the sessions that are still connected to this database, and no others.
--! effect: change
--! statement: end-database-sessions
--! params: database:text
--! risk: what they had not committed is lost
--! expects: a row a session
--! verify: verify/database-sessions.sql
select pid, usename, application_name, state, pg_terminate_backend(pid, 5000) as is_ended
from pg_stat_activity
where datname = $1
  and backend_type = 'client backend'
  and pid <> pg_backend_pid();
