--! purpose: When the server was started.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: started float8, seconds since the epoch
select extract(epoch from pg_postmaster_start_time())::float8 as started;
