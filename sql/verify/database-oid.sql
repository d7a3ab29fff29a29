--! purpose: Which database has this name: a name can be given to another, its number cannot.
--! effect: read
--! statement: select
--! params: database:text
--! risk: none
--! expects: one row where it is there: oid text
select d.oid::text as oid
from pg_database d
where d.datname = $1;
