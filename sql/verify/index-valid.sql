--! purpose: How many of the named indexes are there and valid.
--! effect: read
--! statement: select
--! params: indexes:text[]
--! risk: none
--! expects: one row: count integer
select count(*)::integer as count
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_namespace n on n.oid = i.relnamespace
where i.relname = any ($1::text[])
  and x.indisvalid
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast');
