--! purpose: Prepared transactions: they hold their locks with no connection that could be seen or ended.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: a row a transaction, oldest first: gid text, owner text, database text, prepared_at timestamptz, prepared_seconds float8
select
  gid,
  owner::text as owner,
  database::text as database,
  prepared as prepared_at,
  extract(epoch from clock_timestamp() - prepared)::float8 as prepared_seconds
from pg_prepared_xacts
where database = current_database()
order by prepared;
