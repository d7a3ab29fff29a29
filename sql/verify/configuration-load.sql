--! purpose: When the server last read its configuration files.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: loaded float8, seconds since the epoch
select extract(epoch from pg_conf_load_time())::float8 as loaded;
