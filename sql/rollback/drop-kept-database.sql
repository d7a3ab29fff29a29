--! purpose: Remove a database that was kept beside the one in use.
--! effect: irreversible
--! statement: drop-database
--! params: database:restore-database
--! risk: what only this database holds is gone for good
--! expects: no rows
--! verify: verify/database-there.sql
drop database :"database";
