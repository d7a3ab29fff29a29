--! purpose: Whether users and assistants can be read, and neither is empty.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: is_filled text
select case when exists (select from users) and exists (select from assistants) then 'yes' else 'no' end as is_filled;
