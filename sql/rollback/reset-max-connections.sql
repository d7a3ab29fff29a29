--! purpose: Take ALTER SYSTEM's word on max_connections back; nothing changes before a reload or restart.
--! effect: change
--! statement: alter-system-reset
--! params:
--! risk: after the next restart fewer or more connections can be opened
--! expects: no rows; ends well also where nothing was set
--! verify: verify/system-setting-own.sql
alter system reset max_connections;
