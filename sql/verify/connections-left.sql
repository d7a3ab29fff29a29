--! purpose: Whether ordinary users can still open connections.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: answer text, yes or no; used integer, usable integer
select
  case when used < usable then 'yes' else 'no' end as answer,
  used,
  usable
from (
  select
    (select sum(numbackends)::integer from pg_stat_database) as used,
    current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer as usable
) as counted;
