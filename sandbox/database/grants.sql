-- purpose: the application reads and writes rows, and owns nothing. Tables made later are covered too.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO replyx_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO replyx_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO replyx_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO replyx_app;
