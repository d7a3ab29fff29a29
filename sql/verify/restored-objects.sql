--! purpose: How many tables and indexes there are, to be compared with what the backup holds.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: objects text
select format('%s tables, %s indexes',
  count(case when c.relkind in ('r', 'p') then 1 end),
  count(case when c.relkind in ('i', 'I') then 1 end)) as objects
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname not in ('pg_catalog', 'information_schema')
  and not starts_with(n.nspname::text, 'pg_')
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e');
