--! purpose: Which tables are there now and were not before, and the other way round.
--! effect: read
--! statement: select
--! params: tables:text[]
--! risk: none
--! expects: a row a table that differs: name text, found text
select coalesce(b.name, n.name) as name, case when n.name is null then 'only before' else 'only now' end as found
from unnest($1::text[]) as b (name)
full join (
  select format('%s.%s', quote_ident(n.nspname), quote_ident(c.relname)) as name
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p')
    and n.nspname not in ('pg_catalog', 'information_schema')
    and not starts_with(n.nspname::text, 'pg_')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')) n on n.name = b.name
where b.name is null or n.name is null
order by 1;
