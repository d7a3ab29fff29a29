--! purpose: Whether the server takes changes; a standby, which only follows another one, does not.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: answer text, yes or no
select case when pg_is_in_recovery() then 'no' else 'yes' end as answer;
