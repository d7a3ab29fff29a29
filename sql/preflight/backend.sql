--! purpose: Which backend answers, and the limit that the session has set: behind a pooler both may change.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: pid integer, backend_start text, lock_timeout text
select
  pid,
  extract(epoch from backend_start)::text as backend_start,
  current_setting('lock_timeout') as lock_timeout
from pg_stat_activity
where pid = pg_backend_pid();
