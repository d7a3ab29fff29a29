--! purpose: Exactly the indexes whose names begin so, and those that LIKE would match besides, where _ stands for any character.
--! effect: read
--! statement: select
--! params: prefix:text
--! risk: none
--! expects: a row an index: schema_name text, name text, table_name text, is_meant boolean
select
  n.nspname::text as schema_name,
  i.relname::text as name,
  t.relname::text as table_name,
  starts_with(i.relname::text, $1) as is_meant
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_class t on t.oid = x.indrelid
join pg_namespace n on n.oid = i.relnamespace
where i.relname like $1 || '%' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
order by n.nspname, i.relname;
