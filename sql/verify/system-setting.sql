--! purpose: What one setting is in a new session, in the setting's own unit, without spaces and quotes.
--! effect: read
--! statement: select
--! params: setting:text
--! risk: none
--! expects: one row: value text
select replace(replace(setting, ' ', ''), '"', '') as value
from pg_settings
where name = $1;
