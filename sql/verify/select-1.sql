--! purpose: The database answers a query.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: answer text, always 1
select '1' as answer;
