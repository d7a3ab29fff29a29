--! purpose: How many rows a table holds, counted one by one.
--! effect: read
--! statement: select
--! params: table:identifier
--! risk: reads the whole table
--! expects: one row: rows text
select count(*)::text as rows
from :"table";
