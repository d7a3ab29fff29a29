--! purpose: Have the planner learn what is in the tables.
--! effect: change
--! statement: analyze
--! params:
--! risk: reads a sample of every table
--! expects: no rows
--! verify: verify/tables-analysed.sql
analyze;
