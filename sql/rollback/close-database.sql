--! purpose: Let nobody connect to the database any more; who is connected stays connected.
--! effect: change
--! statement: alter-database-connections
--! params: database:identifier
--! risk: whoever tries to connect is refused
--! expects: no rows
--! verify: verify/database-there.sql
alter database :"database" with allow_connections false;
