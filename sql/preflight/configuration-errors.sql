--! purpose: Lines of the configuration files that the server could not apply; some of them keep it from starting again.
--! effect: read
--! statement: select
--! params:
--! risk: none; needs SELECT on pg_file_settings with its function
--! expects: a row a line: place text, name text, error text
select sourcefile || ' line ' || sourceline::text as place, name, error
from pg_file_settings
where error is not null
order by seqno;
