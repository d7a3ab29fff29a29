--! purpose: Whether each named relation is there, what it is, where, how large, whose index, and whether it is the console's to drop.
--! effect: read
--! statement: select
--! params: relations:text[]
--! risk: none
--! expects: a row a name: name text, is_found boolean, kind text, schema_name text, relation_name text, is_owner boolean, size_bytes text, size text, table_name text (of an index: its table), row_estimate text (null: never counted)
select
  wanted.name,
  c.oid is not null as is_found,
  c.relkind::text as kind,
  n.nspname::text as schema_name,
  c.relname::text as relation_name,
  coalesce(pg_has_role(c.relowner, 'USAGE'), false) as is_owner,
  pg_total_relation_size(c.oid)::text as size_bytes,
  pg_size_pretty(pg_total_relation_size(c.oid)) as size,
  t.relname::text as table_name,
  case when coalesce(t.reltuples, c.reltuples) >= 0 and c.relkind in ('r', 'p', 'm', 'i', 'I')
    then coalesce(t.reltuples, c.reltuples)::bigint::text end as row_estimate
from unnest($1::text[]) with ordinality as wanted (name, place)
left join pg_class c on c.oid = to_regclass(wanted.name)::oid
left join pg_namespace n on n.oid = c.relnamespace
left join pg_index x on x.indexrelid = c.oid
left join pg_class t on t.oid = x.indrelid
order by wanted.place;
