--! purpose: The indexes whose name begins with idx_, largest first.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: a row an index: schema_name text, table_name text, name text, size_bytes text, size text, scans text, is_valid boolean
-- The underscore is escaped: unescaped it stands for any character, and idxxemail would be listed as one of ours.
select
  n.nspname::text as schema_name,
  t.relname::text as table_name,
  i.relname::text as name,
  pg_relation_size(i.oid)::text as size_bytes,
  pg_size_pretty(pg_relation_size(i.oid)) as size,
  s.idx_scan::text as scans,
  x.indisvalid as is_valid
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_class t on t.oid = x.indrelid
join pg_namespace n on n.oid = i.relnamespace
left join pg_stat_all_indexes s on s.indexrelid = i.oid
where i.relname like 'idx\_%' escape '\'
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
order by pg_relation_size(i.oid) desc, i.relname;
