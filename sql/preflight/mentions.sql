--! purpose: Functions whose text mentions one of the names; the catalogue does not know that they need it.
--! effect: read
--! statement: select
--! params: names:text[]
--! risk: none
--! expects: a row a function: identity text, language text
select p.oid::regprocedure::text as identity, l.lanname::text as language
from pg_proc p
join pg_language l on l.oid = p.prolang
join pg_namespace n on n.oid = p.pronamespace
where n.nspname not in ('pg_catalog', 'information_schema')
  and exists (select 1 from unnest($1::text[]) as name where strpos(p.prosrc, name) > 0)
order by 1;
