--! purpose: Drop one index without blocking reads or writes of its table.
--! effect: change
--! statement: drop-index-concurrently
--! params: index:identifier
--! risk: queries that used the index get slower at once; a timeout or a lost connection leaves the index INVALID, and a second try drops it
--! expects: no rows; waits for every open transaction that has used the table
--! verify: verify/index-gone.sql
-- Without IF EXISTS: a misspelt name has to fail here, not to pass as success.
drop index concurrently :"index";
