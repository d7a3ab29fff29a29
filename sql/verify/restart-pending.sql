--! purpose: Whether one of the named settings waits for a restart. True only after a reload has read the files again.
--! effect: read
--! statement: select
--! params: settings:text[]
--! risk: none
--! expects: one row: answer text, yes or no
select case when bool_or(pending_restart) then 'yes' else 'no' end as answer
from pg_settings
where name = any ($1::text[]);
