--! purpose: Take ALTER SYSTEM's word on shared_preload_libraries back; nothing changes before a reload or restart.
--! effect: change
--! statement: alter-system-reset
--! params:
--! risk: what is preloaded stops being loaded at the next restart, also by whoever else relied on it
--! expects: no rows; ends well also where nothing was set
--! verify: verify/system-setting-own.sql
alter system reset shared_preload_libraries;
