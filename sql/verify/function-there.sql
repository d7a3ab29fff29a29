--! purpose: Whether the database has a function of this name that the session would find.
--! effect: read
--! statement: select
--! params: name:text
--! risk: none
--! expects: one row: answer text, yes or no
select case when count(*) > 0 then 'yes' else 'no' end as answer
from pg_proc as p
where p.proname = $1 and pg_function_is_visible(p.oid);
