--! purpose: The server's version, and that users and assistants can be counted.
--! effect: read
--! statement: select
--! params:
--! risk: counts two tables, which reads them whole
--! expects: one row: version text, users text, assistants text, revision text
select
  version() as version,
  (select count(*)::text from users) as users,
  (select count(*)::text from assistants) as assistants,
  (select string_agg(version_num, ', ') from alembic_version) as revision;
