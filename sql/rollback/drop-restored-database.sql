--! purpose: Remove a database that a restore has begun to fill and that nobody has used: the backup holds all of it.
--! effect: change
--! statement: drop-database
--! params: database:restore-database
--! risk: none; the backup stays
--! expects: no rows
--! verify: verify/database-there.sql
drop database :"database";
