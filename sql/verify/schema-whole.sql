--! purpose: What is wrong with the schema: a core table that is missing, an index or a constraint that does not hold.
--! effect: read
--! statement: select
--! params: tables:text[]
--! risk: none
--! expects: no rows while nothing is wrong; else a row a fault: what text, name text
select 'missing table' as what, wanted.name
from unnest($1::text[]) as wanted (name)
where to_regclass(quote_ident(wanted.name)) is null
union all
select 'invalid index', c.relname::text
from pg_catalog.pg_index as i
join pg_catalog.pg_class as c on c.oid = i.indexrelid
where not i.indisvalid and pg_catalog.pg_table_is_visible(c.oid)
union all
select 'constraint that was never checked', k.conname::text
from pg_catalog.pg_constraint as k
where not k.convalidated and k.connamespace = 'public'::regnamespace
order by 1, 2;
