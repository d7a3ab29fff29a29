--! purpose: The standbys that follow this server, and how far each is behind.
--! effect: read
--! statement: select
--! params:
--! risk: none; without pg_read_all_stats the server hides everything but that they are there
--! expects: a row a standby: name text, state text, lag_seconds float8, behind_bytes text
-- replay_lag is empty once a standby has replayed all, and stands still while it replays nothing: the bytes go on then.
select
  coalesce(nullif(application_name, ''), 'pid ' || pid::text) as name,
  state,
  extract(epoch from replay_lag)::float8 as lag_seconds,
  case when not pg_is_in_recovery() then pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::text end as behind_bytes
from pg_stat_replication
order by name, pid;
