--! purpose: Take ALTER SYSTEM's word on work_mem back; nothing changes before a reload or restart.
--! effect: change
--! statement: alter-system-reset
--! params:
--! risk: sorts and hashes of new sessions get another share of memory once the configuration is read again
--! expects: no rows; ends well also where nothing was set
--! verify: verify/system-setting-own.sql
alter system reset work_mem;
