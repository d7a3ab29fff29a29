--! purpose: How many indexes there are whose name is, or begins with, one of these.
--! effect: read
--! statement: select
--! params: indexes:text[]
--! risk: none
--! expects: one row: count integer
-- Compared letter by letter: with LIKE an underscore would stand for any character.
select count(*)::integer as count
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_namespace n on n.oid = i.relnamespace
where exists (select 1 from unnest($1::text[]) as wanted (name) where starts_with(i.relname::text, wanted.name))
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast');
