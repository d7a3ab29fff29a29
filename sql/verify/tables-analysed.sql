--! purpose: Tables of which the planner knows nothing yet.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: no rows after an ANALYZE; else a row a table: name text
select format('%s.%s', quote_ident(t.schemaname), quote_ident(t.relname)) as name
from pg_stat_user_tables t
where t.last_analyze is null and t.last_autoanalyze is null
order by 1;
