--! purpose: Which version of the pgvector extension is installed in this database.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: extension text ("vector" and its version, or none)
select coalesce(max(extname || ' ' || extversion), 'none') as extension
from pg_extension
where extname = 'vector';
