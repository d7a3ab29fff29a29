--! purpose: Which server and database this is, whether it is a standby, and its version.
--! effect: read
--! statement: select
--! params:
--! risk: none; reads the control file and two settings
--! expects: one row: system_identifier text, database text, is_in_recovery boolean, server_version text
-- The identifier as text: it does not fit into a JavaScript number.
select
  (select system_identifier::text from pg_control_system()) as system_identifier,
  current_database()::text as database,
  pg_is_in_recovery() as is_in_recovery,
  version() as server_version;
