--! purpose: Make the empty database that a backup is restored into, with the settings of the one it is for.
--! effect: change
--! statement: create-database
--! params: database:restore-database, template:identifier, encoding:identifier, lc_collate:identifier, lc_ctype:identifier
--! risk: takes a few MB of disk; nobody uses it
--! expects: no rows
--! verify: verify/database-there.sql
create database :"database" template :"template" encoding :"encoding" lc_collate :"lc_collate" lc_ctype :"lc_ctype";
