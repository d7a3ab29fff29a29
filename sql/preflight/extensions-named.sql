--! purpose: Which of the named extensions are installed in this database.
--! effect: read
--! statement: select
--! params: extensions:text[]
--! risk: none
--! expects: a row an extension: name text
select extname::text as name
from pg_extension
where extname = any ($1::text[])
order by 1;
