-- purpose: what the owner may do beyond owning its database: watch, end sessions, make a database to restore into,
-- and take back the three settings of phase 2. Run by the superuser in template1 (so that databases made later have
-- the grants too) and in replyx.
GRANT EXECUTE ON FUNCTION pg_control_system() TO replyx_owner;
GRANT EXECUTE ON FUNCTION pg_reload_conf() TO replyx_owner;
GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO replyx_owner;
GRANT SELECT ON pg_file_settings TO replyx_owner;
GRANT ALTER SYSTEM ON PARAMETER shared_preload_libraries, max_connections, work_mem TO replyx_owner;
-- What only reads runs as the reader: it sees what the owner sees of the server, and writes nothing.
GRANT EXECUTE ON FUNCTION pg_control_system() TO replyx_reader;
GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO replyx_reader;
GRANT SELECT ON pg_file_settings TO replyx_reader;
