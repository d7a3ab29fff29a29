--! purpose: Whether the console's role may read the named relations.
--! effect: read
--! statement: select
--! params: role:text, relations:text[]
--! risk: none
--! expects: a row a relation that is there: wanted text, schema_name text, relation_name text, may_read boolean, may_use_schema boolean
-- to_regclass would fail on a schema that the role may not use, which is one of the answers here.
select
  named as wanted,
  n.nspname::text as schema_name,
  c.relname::text as relation_name,
  has_table_privilege($1, c.oid, 'SELECT') as may_read,
  has_schema_privilege($1, n.oid, 'USAGE') as may_use_schema
from unnest($2::text[]) as named
join pg_class c on c.relkind in ('r', 'p', 'v', 'm', 'f')
join pg_namespace n on n.oid = c.relnamespace
where case
  when strpos(named, '.') > 0 then n.nspname || '.' || c.relname = named
  else c.relname = named and (pg_table_is_visible(c.oid) or n.nspname = 'public')
end
order by n.nspname, c.relname;
