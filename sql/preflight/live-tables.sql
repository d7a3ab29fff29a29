--! purpose: The tables of the database, to be compared with those that a backup holds.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: a row a table: name text
select format('%s.%s', quote_ident(n.nspname), quote_ident(c.relname)) as name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p')
  and n.nspname not in ('pg_catalog', 'information_schema')
  and not starts_with(n.nspname::text, 'pg_')
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
order by 1;
