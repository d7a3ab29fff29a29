--! purpose: Keep the database that is in use under a name of its own.
--! effect: change
--! statement: rename-database
--! params: live:identifier, kept:restore-database
--! risk: from here on there is no database under the name that the services know
--! expects: no rows
--! verify: verify/database-there.sql
alter database :"live" rename to :"kept";
