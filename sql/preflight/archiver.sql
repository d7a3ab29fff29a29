--! purpose: Whether the server archives its WAL, and whether its last try failed.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: is_on boolean, is_failing boolean, last_archived text, last_failed_wal text
select
  current_setting('archive_mode') <> 'off' as is_on,
  coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) as is_failing,
  to_char(last_archived_time at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' as last_archived,
  last_failed_wal
from pg_stat_archiver;
