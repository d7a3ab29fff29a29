--! purpose: Drop one table with its rows, and whatever depends on it.
--! effect: change
--! statement: drop-table-cascade
--! params: table:identifier
--! risk: the rows are gone, and every object that depends on the table goes along, whoever made it
--! expects: no rows
--! verify: verify/relations-there.sql
drop table :"table" cascade;
