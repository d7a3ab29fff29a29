--! purpose: Whether there is any table besides the server's own.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: answer text (yes or no)
select case when count(*) > 0 then 'yes' else 'no' end as answer
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p')
  and n.nspname not in ('pg_catalog', 'information_schema')
  and not starts_with(n.nspname::text, 'pg_');
