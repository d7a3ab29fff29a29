--! purpose: Whether the console's role may change the named settings for the whole server.
--! effect: read
--! statement: select
--! params: role:text, settings:text[]
--! risk: none; needs PostgreSQL 15
--! expects: a row a setting: wanted text, may_set boolean
select named as wanted, has_parameter_privilege($1, named, 'ALTER SYSTEM') as may_set
from unnest($2::text[]) as named
order by 1;
