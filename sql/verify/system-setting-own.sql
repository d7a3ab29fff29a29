--! purpose: What ALTER SYSTEM has set for one setting, without spaces and quotes.
--! effect: read
--! statement: select
--! params: setting:text
--! risk: none; needs SELECT on pg_file_settings with its function
--! expects: one row: own text (not set, where it says nothing)
select coalesce(max(replace(replace(setting, ' ', ''), '"', '')), 'not set') as own
from pg_file_settings
where name = $1 and right(sourcefile, 20) = 'postgresql.auto.conf';
