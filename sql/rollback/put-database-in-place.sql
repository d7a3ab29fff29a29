--! purpose: Give a database that a restore made or kept the name that the services know.
--! effect: change
--! statement: rename-database
--! params: database:restore-database, live:identifier
--! risk: whoever connects from here on works on this database
--! expects: no rows
--! verify: verify/database-there.sql
alter database :"database" rename to :"live";
