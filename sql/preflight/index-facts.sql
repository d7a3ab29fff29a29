--! purpose: What dropping each of the named indexes would take away, and whether it can be dropped concurrently at all.
--! effect: read
--! statement: select
--! params: indexes:text[]
--! risk: none
--! expects: a row a name in the given order (more where several schemas have it): name text, is_found boolean, schema_name text, table_name text, is_visible boolean, size_bytes text, size text, scans text, is_valid boolean, is_unique boolean, is_replica_identity boolean, is_partitioned boolean, constraint_name text, definition text, is_owner boolean, is_attached boolean
-- A name that is not there still has its row: a misspelt index must be seen, not passed over.
select
  wanted.name,
  i.oid is not null as is_found,
  n.nspname::text as schema_name,
  t.relname::text as table_name,
  pg_table_is_visible(i.oid) as is_visible,
  pg_relation_size(i.oid)::text as size_bytes,
  pg_size_pretty(pg_relation_size(i.oid)) as size,
  s.idx_scan::text as scans,
  x.indisvalid as is_valid,
  x.indisunique as is_unique,
  x.indisreplident as is_replica_identity,
  i.relkind = 'I' as is_partitioned,
  c.conname::text as constraint_name,
  pg_get_indexdef(i.oid) as definition,
  pg_has_role(t.relowner, 'USAGE') as is_owner,
  exists (select 1 from pg_inherits h where h.inhrelid = i.oid) as is_attached
from unnest($1::text[]) with ordinality as wanted (name, position)
left join (
  pg_class i
  join pg_namespace n on n.oid = i.relnamespace and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  join pg_index x on x.indexrelid = i.oid
  join pg_class t on t.oid = x.indrelid
) on i.relname = wanted.name and i.relkind in ('i', 'I')
left join pg_stat_all_indexes s on s.indexrelid = i.oid
left join pg_constraint c on c.conindid = i.oid and c.contype in ('p', 'u', 'x')
order by wanted.position, n.nspname;
