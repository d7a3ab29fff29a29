--! purpose: Indexes that an interrupted CREATE or DROP INDEX CONCURRENTLY left behind: they cost writes and serve no query.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: a row an index: schema_name text, table_name text, name text, is_ready boolean, is_being_built boolean, size text, oid text
select
  n.nspname::text as schema_name,
  t.relname::text as table_name,
  i.relname::text as name,
  x.indisready as is_ready,
  exists (select 1 from pg_stat_progress_create_index p where p.index_relid = i.oid) as is_being_built,
  pg_size_pretty(pg_relation_size(i.oid)) as size,
  i.oid::text as oid
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_class t on t.oid = x.indrelid
join pg_namespace n on n.oid = i.relnamespace
where not x.indisvalid and i.relkind = 'i'
order by n.nspname, i.relname;
