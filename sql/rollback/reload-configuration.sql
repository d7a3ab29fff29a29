--! purpose: Have the server read its configuration files again.
--! effect: change
--! statement: server-call
--! params:
--! risk: takes every change of the configuration files up, not only ours; what needs a restart waits for one
--! expects: one row: true
--! verify: verify/configuration-load.sql
select pg_reload_conf();
