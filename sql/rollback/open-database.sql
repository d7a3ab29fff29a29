--! purpose: Let people and services connect to the database again.
--! effect: change
--! statement: alter-database-connections
--! params: database:identifier
--! risk: none
--! expects: no rows
--! verify: verify/database-there.sql
alter database :"database" with allow_connections true;
