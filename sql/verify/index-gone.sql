--! purpose: Which of the named indexes are still there, in any schema, valid or not.
--! effect: read
--! statement: select
--! params: indexes:text[]
--! risk: none
--! expects: no rows once they are gone; else a row an index: schema_name text, table_name text, name text, is_valid boolean
select
  n.nspname::text as schema_name,
  t.relname::text as table_name,
  i.relname::text as name,
  x.indisvalid as is_valid
from pg_class i
join pg_namespace n on n.oid = i.relnamespace
join pg_index x on x.indexrelid = i.oid
join pg_class t on t.oid = x.indrelid
where i.relname = any ($1::text[])
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
order by i.relname, n.nspname;
