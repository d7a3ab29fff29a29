--! purpose: The indexes that LIKE 'idx_%' would match besides those whose names begin with idx_, since _ stands for any character.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: a row an index: schema_name text, name text, table_name text
select
  n.nspname::text as schema_name,
  i.relname::text as name,
  t.relname::text as table_name
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_class t on t.oid = x.indrelid
join pg_namespace n on n.oid = i.relnamespace
where i.relname like 'idx_%'
  and i.relname not like 'idx\_%' escape '\'
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
order by n.nspname, i.relname;
