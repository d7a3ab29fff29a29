--! purpose: Whether the named index is there, and whether it is whole.
--! effect: read
--! statement: select
--! params: index:text
--! risk: none
--! expects: one row: state text (absent, invalid or valid)
-- Invalid wins: an index of that name in another schema does not make a broken one whole.
select coalesce(min(case when x.indisvalid then 'valid' else 'invalid' end), 'absent') as state
from pg_class i
join pg_namespace n on n.oid = i.relnamespace
join pg_index x on x.indexrelid = i.oid
where i.relname = $1
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast');
