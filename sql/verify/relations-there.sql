--! purpose: Which of the named relations are there.
--! effect: read
--! statement: select
--! params: relations:text[]
--! risk: none
--! expects: no rows once they are gone; else a row a relation: name text
select name
from unnest($1::text[]) as name
where to_regclass(name) is not null
order by name;
