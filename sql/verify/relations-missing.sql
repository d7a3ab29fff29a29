--! purpose: Which of the named relations are not there.
--! effect: read
--! statement: select
--! params: relations:text[]
--! risk: none
--! expects: no rows while they are all there; else a row a relation: name text
select name
from unnest($1::text[]) as name
where to_regclass(name) is null
order by name;
