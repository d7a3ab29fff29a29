--! purpose: What of a schema that is expected is missing, and what of it should be gone and is still there.
--! effect: read
--! statement: select
--! params: present:text[], absent:text[]
--! risk: none
--! expects: no rows where the schema is as expected; else a row an object: problem text, object text
-- The words are those of schemaItems in lib/domain/schema-model.ts.
with tables as (
  select c.oid, c.relname::text as name, c.relkind
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm')
    and pg_table_is_visible(c.oid)
    and n.nspname not in ('pg_catalog', 'information_schema')
),
objects (item) as (
  select case when relkind in ('v', 'm') then 'view ' else 'table ' end || name from tables
  union all
  select 'column ' || t.name || '.' || a.attname || ' ' || y.typname || case when a.attnotnull then ' not null' else '' end
  from tables t
  join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  join pg_type y on y.oid = a.atttypid
  union all
  select
    case k.contype when 'p' then 'primary key ' when 'u' then 'unique ' else 'foreign key ' end || t.name || ' '
      || (
        select string_agg(a.attname::text, '+' order by key.place)
        from unnest(k.conkey) with ordinality as key (number, place)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.number
      )
      || coalesce(' to ' || f.relname, '')
  from tables t
  join pg_constraint k on k.conrelid = t.oid and k.contype in ('p', 'u', 'f')
  left join pg_class f on f.oid = k.confrelid
  union all
  select 'index ' || i.relname || ' on ' || t.name
  from tables t
  join pg_index x on x.indrelid = t.oid and x.indisvalid
  join pg_class i on i.oid = x.indexrelid
)
select 'missing' as problem, wanted.item as object
from unnest($1::text[]) as wanted (item)
where not exists (select 1 from objects o where o.item = wanted.item)
union all
select 'still there', unwanted.item
from unnest($2::text[]) as unwanted (item)
where exists (select 1 from objects o where o.item = unwanted.item)
order by 1, 2;
