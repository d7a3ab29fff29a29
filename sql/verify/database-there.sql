--! purpose: Whether a database of this name is there, and takes connections.
--! effect: read
--! statement: select
--! params: database:text
--! risk: none
--! expects: one row where it is there: connections text, name text
select case when d.datallowconn then 'open' else 'closed' end as connections, d.datname::text as name
from pg_database d
where d.datname = $1;
